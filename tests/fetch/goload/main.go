// Goload is a small Go server with real work in it, for tests: it serves net/http/pprof as a production daemon does.
//
// It prints its address on the first line of stdout, keeps two paced workers busy, and exits when stdin closes, so it
// can never outlive the test run that started it.
package main

import (
	"bytes"
	"compress/flate"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"flag"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	_ "net/http/pprof"
	"os"
	"runtime"
	"runtime/pprof"
	"sort"
	"strconv"
	"strings"
	"sync"
	"time"
)

var (
	listen       = flag.String("listen", "127.0.0.1:0", "address to listen on, or unix:PATH")
	certificate  = flag.String("tls", "", "serve https; write the self-signed certificate to this file")
	client       = flag.String("mtls", "", "with -tls: ask for a client certificate; write one with its key to this file")
	basic        = flag.String("basic", "", "ask for basic auth, user:password")
	bearer       = flag.String("bearer", "", "ask for this bearer token")
	header       = flag.String("header", "", "ask for this header, name:value")
	prefix       = flag.String("prefix", "", "serve under this path instead of /debug/pprof")
	slow         = flag.Duration("slow", 0, "wait before every answer")
	writeTimeout = flag.Duration("write-timeout", 0, "limit every answer, and refuse longer profiles as Go 1.22 does")
)

const usual = "/debug/pprof"

// connections is a custom profile whose name has slashes, as package paths have.
var connections = pprof.NewProfile("example.test/goload.connections")

type connection struct{ peer int }

type order struct {
	ID    int      `json:"id"`
	Items []string `json:"items"`
	Note  string   `json:"note"`
}

var (
	ledgerLock sync.Mutex
	ledger     [32][]byte
)

func makeOrders(count int) []order {
	orders := make([]order, count)
	for i := range orders {
		orders[i] = order{ID: (i * 7919) % count, Note: fmt.Sprintf("order %d", i)}
		for j := 0; j < 8; j++ {
			orders[i].Items = append(orders[i].Items, fmt.Sprintf("item-%d", (i*j)%13))
		}
	}
	return orders
}

func encodeOrders(orders []order) []byte {
	text, err := json.Marshal(orders)
	if err != nil {
		log.Fatal(err)
	}
	return text
}

func sortOrders(orders []order) {
	sort.Slice(orders, func(i, j int) bool { return orders[i].ID < orders[j].ID })
}

func compressText(text []byte) []byte {
	var packed bytes.Buffer
	writer, err := flate.NewWriter(&packed, flate.DefaultCompression)
	if err != nil {
		log.Fatal(err)
	}
	if _, err := writer.Write(text); err != nil {
		log.Fatal(err)
	}
	if err := writer.Close(); err != nil {
		log.Fatal(err)
	}
	return packed.Bytes()
}

func hashText(text []byte) [32]byte {
	sum := sha256.Sum256(text)
	for i := 0; i < 20; i++ {
		sum = sha256.Sum256(append(text, sum[:]...))
	}
	return sum
}

// bookOrders holds the lock while it works, so that the mutex and block profiles have something to show.
func bookOrders(slot int, packed []byte) {
	ledgerLock.Lock()
	defer ledgerLock.Unlock()
	ledger[slot%len(ledger)] = packed
	time.Sleep(time.Millisecond)
}

func serveOrders(pause time.Duration) {
	for round := 0; ; round++ {
		orders := makeOrders(300)
		sortOrders(orders)
		bookOrders(round, compressText(encodeOrders(orders)))
		time.Sleep(pause)
	}
}

func auditOrders(pause time.Duration) {
	for round := 0; ; round++ {
		sum := hashText(encodeOrders(makeOrders(200)))
		bookOrders(int(sum[0]), sum[:])
		time.Sleep(pause)
	}
}

func startWorkers() {
	runtime.SetMutexProfileFraction(1)
	runtime.SetBlockProfileRate(1)
	for peer := 0; peer < 3; peer++ {
		connections.Add(&connection{peer}, 1)
	}
	go pprof.Do(context.Background(), pprof.Labels("worker", "orders", "shop", "north"), func(context.Context) {
		serveOrders(10 * time.Millisecond)
	})
	go pprof.Do(context.Background(), pprof.Labels("worker", "audit", "shop", "south"), func(context.Context) {
		auditOrders(10 * time.Millisecond)
	})
}

func same(given, wanted string) bool {
	return subtle.ConstantTimeCompare([]byte(given), []byte(wanted)) == 1
}

func guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user, password, _ := r.BasicAuth()
		switch {
		case *basic != "" && !same(user+":"+password, *basic):
			w.Header().Set("WWW-Authenticate", `Basic realm="goload"`)
			http.Error(w, "Unauthorized", http.StatusUnauthorized)
		case *bearer != "" && !same(r.Header.Get("Authorization"), "Bearer "+*bearer):
			http.Error(w, "Forbidden", http.StatusForbidden)
		case *header != "" && !hasHeader(r):
			http.Error(w, "Forbidden", http.StatusForbidden)
		default:
			next.ServeHTTP(w, r)
		}
	})
}

func hasHeader(r *http.Request) bool {
	name, value, _ := strings.Cut(*header, ":")
	return same(r.Header.Get(name), value)
}

// moved serves everything under -prefix, and nothing at the usual place.
func moved(next http.Handler) http.Handler {
	if *prefix == "" {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rest, found := strings.CutPrefix(r.URL.Path, *prefix)
		if !found {
			http.NotFound(w, r)
			return
		}
		inside := r.Clone(r.Context())
		inside.URL.Path = usual + rest
		next.ServeHTTP(w, inside)
	})
}

func delayed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(*slow)
		next.ServeHTTP(w, r)
	})
}

// limited refuses what net/http/pprof refused up to Go 1.22, in its words; later versions put the deadline off instead.
func limited(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seconds, err := strconv.ParseFloat(r.FormValue("seconds"), 64)
		if err != nil && r.URL.Path == usual+"/profile" {
			seconds = 30
		}
		if *writeTimeout != 0 && seconds >= writeTimeout.Seconds() {
			w.Header().Set("Content-Type", "text/plain; charset=utf-8")
			w.Header().Set("X-Go-Pprof", "1")
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprintln(w, "profile duration exceeds server's WriteTimeout")
			return
		}
		next.ServeHTTP(w, r)
	})
}

// clientCertificates returns an authority of its own, of which one certificate is written to -mtls.
func clientCertificates() *x509.CertPool {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		log.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber:          big.NewInt(2),
		Subject:               pkix.Name{CommonName: "profiler"},
		NotBefore:             time.Now().Add(-time.Hour),
		NotAfter:              time.Now().Add(24 * time.Hour),
		IsCA:                  true,
		BasicConstraintsValid: true,
		KeyUsage:              x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		log.Fatal(err)
	}
	packed, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		log.Fatal(err)
	}
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	text = append(text, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: packed})...)
	if err := os.WriteFile(*client, text, 0o600); err != nil {
		log.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(text)
	return pool
}

func listening() (net.Listener, string) {
	network, place := "tcp", *listen
	if path, found := strings.CutPrefix(place, "unix:"); found {
		network, place = "unix", path
	}
	listener, err := net.Listen(network, place)
	if err != nil {
		log.Fatal(err)
	}
	address := listener.Addr().String()
	if *certificate != "" {
		config := &tls.Config{Certificates: []tls.Certificate{selfSigned()}}
		if *client != "" {
			config.ClientAuth, config.ClientCAs = tls.RequireAndVerifyClientCert, clientCertificates()
		}
		listener = tls.NewListener(listener, config)
	}
	return listener, address
}

func selfSigned() tls.Certificate {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		log.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber:          big.NewInt(1),
		Subject:               pkix.Name{CommonName: "goload"},
		NotBefore:             time.Now().Add(-time.Hour),
		NotAfter:              time.Now().Add(24 * time.Hour),
		IPAddresses:           []net.IP{net.IPv4(127, 0, 0, 1)},
		DNSNames:              []string{"localhost"},
		IsCA:                  true,
		BasicConstraintsValid: true,
		KeyUsage:              x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		log.Fatal(err)
	}
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	if err := os.WriteFile(*certificate, text, 0o600); err != nil {
		log.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

func main() {
	flag.Parse()
	listener, address := listening()
	startWorkers()
	go func() {
		quiet := log.New(io.Discard, "", 0)
		handler := guarded(moved(delayed(limited(http.DefaultServeMux))))
		server := &http.Server{Handler: handler, ErrorLog: quiet, WriteTimeout: *writeTimeout}
		log.Fatal(server.Serve(listener))
	}()
	fmt.Println(address)
	_, _ = io.Copy(io.Discard, os.Stdin)
}
