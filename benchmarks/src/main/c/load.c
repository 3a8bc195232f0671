// The load of "./rondo bench network": one thread, epoll, closed loop. Prints one line of JSON.
//
//   load echo   PORT CONNECTIONS BYTES WARM_S MEASURE_S SERVER_PID [tls] [gated]
//       each connection sends BYTES, reads them back and compares, again and again
//   load accept PORT CONNECTIONS 1 WARM_S MEASURE_S SERVER_PID
//       each slot connects, sends a byte, reads it back and closes, again and again
//   load greet  PORT CONNECTIONS 1 WARM_S MEASURE_S SERVER_PID
//       each slot connects, reads a byte and the end that the server sends, again and again
//   load frames PORT CONNECTIONS FOLDER WARM_S MEASURE_S SERVER_PID
//       each connection sends what is in FOLDER/opening, reads the head that answers it, and then sends
//       FOLDER/frame and reads the WebSocket frame that answers it, again and again; all are as long
//       as the first
//   load held   PORT CONNECTIONS FOLDER
//       opens them, sends FOLDER/opening on each, prints READY and holds them until its input ends
//   load idle   PORT CONNECTIONS
//       opens them, exchanges one byte on each, prints READY and holds them until its input ends
//
// "gated": it prints WARM before it measures and waits for a line, so that its caller can read the
// server's counters while nothing is under way but one answer a connection.
//
// Build: cc -O2 -o load load.c; with TLS: cc -O2 -DWITH_TLS -o load load.c -lssl -lcrypto
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#ifdef WITH_TLS
#include <openssl/ssl.h>
#endif

#ifndef IP_BIND_ADDRESS_NO_PORT
#define IP_BIND_ADDRESS_NO_PORT 24
#endif

enum { INPUT_BYTES = 256 * 1024, EVENTS = 512, BUCKETS = 64 * 64 };

typedef struct {
  int fd;
  size_t sent, received;
  uint64_t began;   // when the request did
  int wants_output; // EPOLLOUT is on
#ifdef WITH_TLS
  SSL *tls;
#endif
} connection;

static int port, poller, accepting, greeted, holding, framed;
static size_t message_bytes, answer_bytes, opening_bytes;
static char *message, *input, *opening;
static uint64_t requests;
static uint32_t histogram[BUCKETS]; // of nanoseconds, log-linear: 64 buckets for a power of 2
#ifdef WITH_TLS
static SSL_CTX *tls_context;
#endif

// ---- Clocks

static uint64_t clock_ns(clockid_t clock) {
  struct timespec t;
  if (clock_gettime(clock, &t)) return 0;
  return t.tv_sec * 1000000000ull + t.tv_nsec;
}

static uint64_t now(void) { return clock_ns(CLOCK_MONOTONIC); }

// Seconds that all processors were busy since the system started.
static double busy_seconds(void) {
  double user, nice, system, idle, wait, irq, soft, steal;
  FILE *file = fopen("/proc/stat", "r");
  if (!file) return 0;
  int found = fscanf(file, "cpu %lf %lf %lf %lf %lf %lf %lf %lf", &user, &nice, &system, &idle, &wait,
                     &irq, &soft, &steal);
  fclose(file);
  return found == 8 ? (user + nice + system + irq + soft + steal) / sysconf(_SC_CLK_TCK) : 0;
}

// Seconds that a process has spent in user mode. They come in whole ticks of 10 ms, which the kernel
// shares out between user and system by samples: add up many windows before trusting them.
static double user_seconds(int pid) {
  char path[64], text[1024];
  unsigned long ticks = 0;
  snprintf(path, sizeof path, "/proc/%d/stat", pid);
  FILE *file = fopen(path, "r");
  if (!file) return 0;
  text[fread(text, 1, sizeof text - 1, file)] = 0;
  fclose(file);
  char *after_name = strrchr(text, ')');
  if (!after_name) return 0;
  sscanf(after_name + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu", &ticks);
  return (double)ticks / sysconf(_SC_CLK_TCK);
}

static void die(const char *what) {
  perror(what);
  exit(2);
}

static void refuse(const char *what) {
  fprintf(stderr, "%s\n", what);
  exit(3);
}

// ---- The histogram

static int bucket_of(uint64_t value) {
  if (value < 64) return value;
  int exponent = 63 - __builtin_clzll(value);
  int bucket = (exponent - 5) * 64 + ((value >> (exponent - 6)) & 63);
  return bucket < BUCKETS ? bucket : BUCKETS - 1;
}

static uint64_t value_of(int bucket) {
  if (bucket < 64) return bucket;
  int exponent = bucket / 64 + 5;
  return (1ull << exponent) + ((uint64_t)(bucket % 64) << (exponent - 6));
}

static double percentile_us(int percent) {
  uint64_t total = 0, seen = 0;
  for (int i = 0; i < BUCKETS; i++) total += histogram[i];
  for (int i = 0; i < BUCKETS; i++) {
    seen += histogram[i];
    if (seen && seen * 100 >= total * percent) return value_of(i) / 1e3;
  }
  return 0;
}

// ---- A connection

static void watch(connection *c, int operation, int output) {
  struct epoll_event event = {.events = EPOLLIN | (output ? EPOLLOUT : 0), .data.ptr = c};
  if (epoll_ctl(poller, operation, c->fd, &event)) die("epoll_ctl");
  c->wants_output = output;
}

// Accept mode leaves many ports waiting, so that one source address would run out of them.
static void bind_to_some_source(int fd) {
  static uint32_t next;
  int one = 1;
  struct sockaddr_in source = {.sin_family = AF_INET,
                               .sin_addr.s_addr = htonl(0x7f000002u + next++ % 250)};
  setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
  if (bind(fd, (struct sockaddr *)&source, sizeof source)) die("bind");
}

static void open_connection(connection *c) {
  int one = 1;
  struct sockaddr_in server = {.sin_family = AF_INET,
                               .sin_port = htons(port),
                               .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int fd = socket(AF_INET, SOCK_STREAM | (accepting ? SOCK_NONBLOCK : 0), 0);
  if (fd < 0) die("socket");
  if (accepting) bind_to_some_source(fd);
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  c->fd = fd;
  c->began = now();
  c->sent = greeted ? message_bytes : 0;
  c->received = 0;
  if (connect(fd, (struct sockaddr *)&server, sizeof server) && errno != EINPROGRESS) die("connect");
#ifdef WITH_TLS
  if (tls_context) {
    c->tls = SSL_new(tls_context);
    SSL_set_fd(c->tls, fd);
    if (SSL_connect(c->tls) != 1) refuse("the TLS handshake failed");
  }
#endif
  watch(c, EPOLL_CTL_ADD, accepting && !greeted);
}

// Returns -1 with EAGAIN when nothing can be sent now.
static ssize_t send_some(connection *c, const char *data, size_t size) {
#ifdef WITH_TLS
  if (c->tls) {
    int count = SSL_write(c->tls, data, size);
    if (count > 0) return count;
    int why = SSL_get_error(c->tls, count);
    errno = why == SSL_ERROR_WANT_WRITE || why == SSL_ERROR_WANT_READ ? EAGAIN : EIO;
    return -1;
  }
#endif
  return send(c->fd, data, size, MSG_DONTWAIT | MSG_NOSIGNAL);
}

static ssize_t receive_some(connection *c) {
#ifdef WITH_TLS
  if (c->tls) {
    int count = SSL_read(c->tls, input, INPUT_BYTES);
    if (count > 0) return count;
    int why = SSL_get_error(c->tls, count);
    errno = why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE ? EAGAIN : EIO;
    return why == SSL_ERROR_ZERO_RETURN ? 0 : -1;
  }
#endif
  return recv(c->fd, input, INPUT_BYTES, MSG_DONTWAIT);
}

static void send_rest(connection *c) {
  while (c->sent < message_bytes) {
    ssize_t count = send_some(c, message + c->sent, message_bytes - c->sent);
    if (count < 0) {
      if (errno == EAGAIN) break;
      die("send");
    }
    c->sent += count;
  }
  int output = c->sent < message_bytes;
  if (output != c->wants_output) watch(c, EPOLL_CTL_MOD, output);
}

static void begin_next(connection *c, uint64_t time) {
  if (holding) return;
  if (accepting) {
    close(c->fd);
    open_connection(c); // its output event sends, if anything does
  } else {
    c->sent = c->received = 0;
    c->began = time;
    send_rest(c);
  }
}

static void end_request(connection *c) {
  uint64_t time = now();
  histogram[bucket_of(time - c->began)]++;
  requests++;
  begin_next(c, time);
}

static void receive(connection *c) {
  for (;;) {
    ssize_t count = receive_some(c);
    if (count == 0 && greeted && c->received == answer_bytes) {
      end_request(c);
      return;
    }
    if (count == 0) refuse("the server closed a connection");
    if (count < 0) {
      if (errno == EAGAIN) return;
      die("recv");
    }
    c->received += count;
    if (c->received > answer_bytes) refuse("more came back than was sent");
    if (!framed && (input[0] != 'x' || input[count - 1] != 'x')) refuse("something else came back");
    if (c->received == answer_bytes && !greeted) {
      end_request(c);
      return;
    }
#ifdef WITH_TLS
    if (c->tls) continue; // a record may be left in the library, which epoll does not see
#endif
    return;
  }
}

// ---- WebSockets

static char *read_file(const char *folder, const char *name, size_t *size) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, "r");
  if (!file) die(path);
  fseek(file, 0, SEEK_END);
  *size = ftell(file);
  rewind(file);
  char *content = malloc(*size);
  if (fread(content, 1, *size, file) != *size) die(path);
  fclose(file);
  return content;
}

static void send_all(int fd, const char *data, size_t size) {
  for (size_t sent = 0; sent < size;) {
    ssize_t count = send(fd, data + sent, size - sent, MSG_NOSIGNAL);
    if (count < 0) die("send");
    sent += count;
  }
}

static void receive_all(int fd, unsigned char *data, size_t size) {
  for (size_t have = 0; have < size;) {
    ssize_t count = recv(fd, data + have, size - have, 0);
    if (count <= 0) refuse("the server closed a connection");
    have += count;
  }
}

static void shake_hands(int fd) {
  char last[4] = {0};
  send_all(fd, opening, opening_bytes);
  while (memcmp(last, "\r\n\r\n", 4)) { // byte by byte: nothing of what follows is taken
    memmove(last, last + 1, 3);
    receive_all(fd, (unsigned char *)last + 3, 1);
  }
}

// Sends a frame, and learns from the answer how long all answers are.
static void learn_answer(int fd) {
  unsigned char head[10];
  send_all(fd, message, message_bytes);
  receive_all(fd, head, 2);
  if (!(head[0] & 0x80) || head[1] & 0x80) refuse("the answer is no single frame");
  int more = head[1] == 126 ? 2 : head[1] == 127 ? 8 : 0;
  receive_all(fd, head + 2, more);
  size_t length = more ? 0 : head[1];
  for (int i = 0; i < more; i++) length = length << 8 | head[2 + i];
  answer_bytes = 2 + more + length;
  unsigned char *rest = malloc(length);
  receive_all(fd, rest, length);
  free(rest);
}

// ---- Measuring

// Waits once and serves what is ready; dies when nothing happens for five seconds.
static void serve(void) {
  struct epoll_event events[EVENTS];
  int count = epoll_wait(poller, events, EVENTS, 5000);
  if (count == 0) refuse("stalled: no answer for 5 s");
  for (int i = 0; i < count; i++) {
    connection *c = events[i].data.ptr;
    int fd = c->fd;
    if (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) receive(c);
    if (c->fd == fd && events[i].events & EPOLLOUT) send_rest(c);
  }
}

static void serve_until(uint64_t end) {
  do serve();
  while (now() < end);
}

static void measure(double seconds, int pid) {
  clockid_t server_clock;
  if (pid && clock_getcpuclockid(pid, &server_clock)) pid = 0;
  requests = 0;
  memset(histogram, 0, sizeof histogram);
  double busy = busy_seconds(), user = pid ? user_seconds(pid) : 0;
  uint64_t server = pid ? clock_ns(server_clock) : 0, own = clock_ns(CLOCK_PROCESS_CPUTIME_ID);
  uint64_t begin = now();
  serve_until(begin + (uint64_t)(seconds * 1e9));
  double took = (now() - begin) / 1e9;
  busy = busy_seconds() - busy;
  user = pid ? user_seconds(pid) - user : 0;
  double server_s = pid ? (clock_ns(server_clock) - server) / 1e9 : 0;
  double own_s = (clock_ns(CLOCK_PROCESS_CPUTIME_ID) - own) / 1e9;
  double each = requests ? requests : 1;
  printf("{\"rps\":%.0f,\"p50_us\":%.1f,\"p99_us\":%.1f,\"cpu_us\":%.3f,\"requests\":%lu,"
         "\"cpu_s\":%.6f,\"user_s\":%.2f,\"server\":%.3f,\"load\":%.3f,\"foreign\":%.3f}\n",
         requests / took, percentile_us(50), percentile_us(99), server_s * 1e6 / each,
         (unsigned long)requests, server_s, user, server_s / took, own_s / took,
         (busy - server_s - own_s) / took);
}

static void prepare(int tls) {
  input = malloc(INPUT_BYTES);
  if (!framed) {
    message = malloc(message_bytes);
    memset(message, 'x', message_bytes);
    answer_bytes = message_bytes;
  }
  poller = epoll_create1(0);
  if (!tls) return;
#ifdef WITH_TLS
  tls_context = SSL_CTX_new(TLS_client_method());
  SSL_CTX_set_min_proto_version(tls_context, TLS1_3_VERSION);
  SSL_CTX_set_ciphersuites(tls_context, "TLS_AES_128_GCM_SHA256"); // the same with every server
  SSL_CTX_set_mode(tls_context,
                   SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
#else
  refuse("this load was built without TLS");
#endif
}

// Ends with the caller's line.
static void wait_at_gate(void) {
  int c;
  printf("WARM\n");
  fflush(stdout);
  while ((c = getchar()) != '\n' && c != EOF) {}
}

static void make_nonblocking_for_tls(connection *c) {
#ifdef WITH_TLS
  if (c->tls && fcntl(c->fd, F_SETFL, O_NONBLOCK)) die("fcntl");
#else
  (void)c;
#endif
}

static void hold_idle(void) {
  printf("READY\n");
  fflush(stdout);
  while (getchar() != EOF) {}
}

int main(int argc, char **argv) {
  if (argc < 4) refuse("usage: load echo|accept|greet|frames|held|idle PORT CONNECTIONS [...]");
  int opened = !strcmp(argv[1], "held");
  framed = opened || !strcmp(argv[1], "frames");
  if (framed && argc < 5) refuse("usage: load frames|held PORT CONNECTIONS FOLDER ...");
  holding = !strcmp(argv[1], "idle");
  greeted = !strcmp(argv[1], "greet");
  accepting = greeted || !strcmp(argv[1], "accept");
  port = atoi(argv[2]);
  int count = atoi(argv[3]);
  message_bytes = argc > 4 && !accepting ? strtoul(argv[4], 0, 10) : 1;
  if (framed) opening = read_file(argv[4], "opening", &opening_bytes);
  if (framed && !opened) message = read_file(argv[4], "frame", &message_bytes);
  int tls = 0, gated = 0;
  for (int i = 8; i < argc; i++) {
    tls |= !strcmp(argv[i], "tls");
    gated |= !strcmp(argv[i], "gated");
  }
  prepare(tls);
  connection *connections = calloc(count, sizeof *connections);
  for (int i = 0; i < count; i++) {
    open_connection(&connections[i]);
    make_nonblocking_for_tls(&connections[i]);
    if (opened) send_all(connections[i].fd, opening, opening_bytes);
    else if (framed) shake_hands(connections[i].fd);
    if (framed && !opened && i == 0) learn_answer(connections[i].fd);
    if (holding) {
      send_rest(&connections[i]);
      for (requests = 0; !requests;) serve();
    }
  }
  if (holding || opened) {
    hold_idle();
    return 0;
  }
  if (argc < 8) refuse("usage: load echo|accept|greet|frames PORT CONNECTIONS BYTES WARM MEASURE PID [tls] [gated]");
  usleep(50000); // the server registers them
  for (int i = 0; i < count && !accepting; i++) begin_next(&connections[i], now());
  serve_until(now() + (uint64_t)(atof(argv[5]) * 1e9));
  if (gated) wait_at_gate();
  measure(atof(argv[6]), atoi(argv[7]));
  return 0;
}
