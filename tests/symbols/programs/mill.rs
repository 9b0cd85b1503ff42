// Burns time in one line of a generic function, and writes a CPU profile of itself as gperftools does: addresses only.
use std::fs::File;
use std::io::Write;
use std::ptr::addr_of_mut;

const DEEPEST: usize = 64;
const MOST: usize = 4000;
const PERIOD: i64 = 2000;
const SIGPROF: i32 = 27;
const ITIMER_PROF: i32 = 2;
const SA_SIGINFO_RESTART: i32 = 0x1000_0004;
#[cfg(target_arch = "x86_64")]
const PROGRAM_COUNTER: usize = 168;
#[cfg(target_arch = "aarch64")]
const PROGRAM_COUNTER: usize = 440;

#[repr(C)]
struct Action {
    handler: extern "C" fn(i32, usize, *const u8),
    mask: [u64; 16],
    flags: i32,
    restorer: usize,
}

#[repr(C)]
struct Timer {
    interval: [i64; 2],
    first: [i64; 2],
}

extern "C" {
    fn sigaction(signal: i32, new: *const Action, old: *mut Action) -> i32;
    fn setitimer(which: i32, new: *const Timer, old: *mut Timer) -> i32;
    fn backtrace(frames: *mut usize, size: i32) -> i32;
}

static mut STACKS: [[usize; DEEPEST]; MOST] = [[0; DEEPEST]; MOST];
static mut DEPTHS: [usize; MOST] = [0; MOST];
static mut TAKEN: usize = 0;

extern "C" fn sample(_signal: i32, _info: usize, context: *const u8) {
    unsafe {
        let taken = addr_of_mut!(TAKEN).read_volatile();
        if taken >= MOST {
            return;
        }
        let mut frames = [0usize; DEEPEST];
        let count = backtrace(frames.as_mut_ptr(), DEEPEST as i32) as usize;
        let now = *(context.add(PROGRAM_COUNTER) as *const usize);
        let first = frames[..count].iter().position(|&frame| frame == now).unwrap_or(count);
        let stack = &mut (*addr_of_mut!(STACKS))[taken];
        stack[0] = now;
        let mut depth = 1;
        for &frame in frames[..count].iter().skip(first + 1) {
            stack[depth] = frame;
            depth += 1;
        }
        (*addr_of_mut!(DEPTHS))[taken] = depth;
        addr_of_mut!(TAKEN).write_volatile(taken + 1);
    }
}

fn every(microseconds: i64) {
    let timer = Timer { interval: [0, microseconds], first: [0, microseconds] };
    unsafe { setitimer(ITIMER_PROF, &timer, std::ptr::null_mut()) };
}

fn write_profile(path: &str) {
    let mut words: Vec<usize> = vec![0, 3, 0, PERIOD as usize, 0];
    unsafe {
        for at in 0..addr_of_mut!(TAKEN).read_volatile() {
            let depth = (*addr_of_mut!(DEPTHS))[at];
            words.extend([1, depth]);
            let stack: &[usize; DEEPEST] = &(*addr_of_mut!(STACKS))[at];
            words.extend_from_slice(&stack[..depth]);
        }
    }
    words.extend([0, 1, 0]);
    let mut file = File::create(path).unwrap();
    for word in words {
        file.write_all(&word.to_ne_bytes()).unwrap();
    }
    file.write_all(&std::fs::read("/proc/self/maps").unwrap()).unwrap();
}

mod mill {
    pub trait Grain {
        fn churned(&self) -> f64;
    }

    pub struct Wheat(pub f64);

    impl Grain for Wheat {
        #[inline(always)]
        fn churned(&self) -> f64 {
            let mut left = self.0;
            for _ in 0..64 {
                left = left / (self.0 + 1.25) + 0.5; // HOT
            }
            left
        }
    }

    #[inline(never)]
    pub fn grind<G: Grain>(grains: &[G], turns: usize) -> f64 {
        let mut sum = 0.0;
        for turn in 0..turns {
            sum += grains[turn % grains.len()].churned();
        }
        sum
    }
}

fn main() {
    let path = std::env::args().nth(1).unwrap();
    unsafe {
        let mut frames = [0usize; 2];
        backtrace(frames.as_mut_ptr(), 2);
        let action = Action { handler: sample, mask: [0; 16], flags: SA_SIGINFO_RESTART, restorer: 0 };
        sigaction(SIGPROF, &action, std::ptr::null_mut());
    }
    every(PERIOD);
    let grains: Vec<mill::Wheat> = (0..100).map(|number| mill::Wheat(number as f64)).collect();
    let mut sum = 0.0;
    while unsafe { addr_of_mut!(TAKEN).read_volatile() } < 300 {
        // Two calls: what every sample has below its leaf is taken for the frame of a signal handler, and dropped.
        sum += mill::grind(&grains, 100_000);
        sum -= mill::grind(&grains, 100_001);
    }
    every(0);
    write_profile(&path);
    println!("{sum}");
}
