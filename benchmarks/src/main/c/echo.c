// The reference of "./rondo bench network": an echo server on one epoll, in one thread.
// echo PORT [greet]; prints READY when it listens. With "greet" it only sends a byte to whoever
// connects, and closes. Build: cc -O2 -o echo echo.c
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
typedef struct {
  int fd;
  char *buf;
  size_t off, len;
} conn;
static int ep;
int main(int a, char **v) {
  int port = atoi(v[1]), greet = a > 2 && !strcmp(v[2], "greet");
  int ls = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), one = 1;
  setsockopt(ls, SOL_SOCKET, SO_REUSEADDR, &one, 4);
  struct sockaddr_in s = {
      .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  if (bind(ls, (void *)&s, sizeof s)) {
    perror("bind");
    return 1;
  }
  listen(ls, 4096);
  ep = epoll_create1(0);
  struct epoll_event e = {.events = EPOLLIN, .data.ptr = 0};
  epoll_ctl(ep, EPOLL_CTL_ADD, ls, &e);
  printf("READY\n");
  fflush(stdout);
  struct epoll_event ev[512];
  static char buf[65536];
  for (;;) {
    int n = epoll_wait(ep, ev, 512, -1);
    for (int i = 0; i < n; i++) {
      conn *c = ev[i].data.ptr;
      if (!c) {
        int fd;
        while ((fd = accept4(ls, 0, 0, SOCK_NONBLOCK)) >= 0) {
          setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, 4);
          if (greet) {
            send(fd, "x", 1, MSG_NOSIGNAL);
            close(fd);
            continue;
          }
          c = calloc(1, sizeof *c);
          c->fd = fd;
          struct epoll_event x = {.events = EPOLLIN, .data.ptr = c};
          epoll_ctl(ep, EPOLL_CTL_ADD, fd, &x);
        }
        continue;
      }
      if (c->len) {
        ssize_t w = send(c->fd, c->buf + c->off, c->len, MSG_NOSIGNAL);
        if (w > 0) {
          c->off += w;
          c->len -= w;
        } else if (errno != EAGAIN)
          goto bad;
        if (!c->len) {
          free(c->buf);
          struct epoll_event x = {.events = EPOLLIN, .data.ptr = c};
          epoll_ctl(ep, EPOLL_CTL_MOD, c->fd, &x);
        }
        continue;
      }
      ssize_t r = recv(c->fd, buf, sizeof buf, 0);
      if (r <= 0) {
        if (r < 0 && errno == EAGAIN)
          continue;
        goto bad;
      }
      ssize_t o = 0;
      while (o < r) {
        ssize_t w = send(c->fd, buf + o, r - o, MSG_NOSIGNAL);
        if (w < 0) {
          if (errno == EAGAIN) {
            c->buf = malloc(r - o);
            memcpy(c->buf, buf + o, r - o);
            c->off = 0;
            c->len = r - o;
            struct epoll_event x = {.events = EPOLLOUT, .data.ptr = c};
            epoll_ctl(ep, EPOLL_CTL_MOD, c->fd, &x);
            break;
          }
          goto bad;
        }
        o += w;
      }
      continue;
    bad:
      close(c->fd);
      free(c);
    }
  }
}
