// Burns time in one line of an inlined template, and writes a CPU profile of itself as gperftools does: addresses only.
#include <execinfo.h>
#include <signal.h>
#include <sys/time.h>
#include <ucontext.h>

#include <cstdint>
#include <cstdio>
#include <vector>

namespace {

constexpr int kDeepest = 64;
constexpr int kMost = 4000;
constexpr int kPeriodMicroseconds = 2000;
uintptr_t stacks[kMost][kDeepest];
int depths[kMost];
volatile int taken;

uintptr_t interrupted(void* context) {
  const mcontext_t& machine = static_cast<ucontext_t*>(context)->uc_mcontext;
#if defined(__x86_64__)
  return machine.gregs[REG_RIP];
#else
  return machine.pc;
#endif
}

void sample(int, siginfo_t*, void* context) {
  if (taken >= kMost) return;
  void* frames[kDeepest];
  const int count = backtrace(frames, kDeepest);
  const uintptr_t now = interrupted(context);
  int first = 0;
  while (first < count && reinterpret_cast<uintptr_t>(frames[first]) != now) ++first;
  int depth = 0;
  stacks[taken][depth++] = now;
  for (int at = first + 1; at < count; ++at) stacks[taken][depth++] = reinterpret_cast<uintptr_t>(frames[at]);
  depths[taken] = depth;
  taken = taken + 1;
}

void write_profile(const char* path) {
  FILE* file = fopen(path, "wb");
  const uintptr_t header[] = {0, 3, 0, kPeriodMicroseconds, 0}, trailer[] = {0, 1, 0};
  fwrite(header, sizeof header, 1, file);
  for (int at = 0; at < taken; ++at) {
    const uintptr_t entry[] = {1, static_cast<uintptr_t>(depths[at])};
    fwrite(entry, sizeof entry, 1, file);
    fwrite(stacks[at], sizeof(uintptr_t), depths[at], file);
  }
  fwrite(trailer, sizeof trailer, 1, file);
  FILE* maps = fopen("/proc/self/maps", "r");
  for (int letter; (letter = fgetc(maps)) != EOF;) fputc(letter, file);
  fclose(maps);
  fclose(file);
}

}  // namespace

namespace mill {

template <class T>
inline __attribute__((always_inline)) T churn(T x) {
  T left = x;
  for (int turn = 0; turn < 64; ++turn) {
    left = left / (x + T(1.25)) + T(0.5);  // HOT
  }
  return left;
}

template <class T>
class Grinder {
 public:
  explicit Grinder(int size) : grains_(size) {}

  __attribute__((noinline)) T grind(int turns) {
    T sum = 0;
    for (int turn = 0; turn < turns; ++turn) {
      T& grain = grains_[turn % grains_.size()];
      grain = churn<T>(grain + turn);
      sum += grain;
    }
    return sum;
  }

 private:
  std::vector<T> grains_;
};

}  // namespace mill

int main(int count, char** arguments) {
  if (count < 2) return 2;
  void* frames[2];
  backtrace(frames, 2);  // Loads what a signal handler must not load.
  struct sigaction action = {};
  action.sa_sigaction = sample;
  action.sa_flags = SA_SIGINFO | SA_RESTART;
  sigaction(SIGPROF, &action, nullptr);
  const struct itimerval every = {{0, kPeriodMicroseconds}, {0, kPeriodMicroseconds}};
  setitimer(ITIMER_PROF, &every, nullptr);
  mill::Grinder<double> grinder(100);
  double sum = 0;
  while (taken < 300) {
    // Two calls: what every sample has below its leaf is taken for the frame of a signal handler, and dropped.
    sum += grinder.grind(100000);
    sum -= grinder.grind(100001);
  }
  const struct itimerval never = {};
  setitimer(ITIMER_PROF, &never, nullptr);
  write_profile(arguments[1]);
  printf("%f\n", sum);
  return 0;
}
