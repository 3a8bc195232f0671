// Echo server in Go: go build echo.go; GOMAXPROCS=1 ./echo PORT [CERTIFICATE KEY]. Prints READY.
package main

import (
	"crypto/tls"
	"fmt"
	"net"
	"os"
)

func serve(c net.Conn) {
	defer c.Close()
	b := make([]byte, 65536)
	for {
		n, err := c.Read(b)
		if n > 0 {
			if _, err := c.Write(b[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

func listen() (net.Listener, error) {
	l, err := net.Listen("tcp", "127.0.0.1:"+os.Args[1])
	if err != nil || len(os.Args) < 4 {
		return l, err
	}
	pair, err := tls.LoadX509KeyPair(os.Args[2], os.Args[3])
	return tls.NewListener(l, &tls.Config{Certificates: []tls.Certificate{pair}}), err
}

func main() {
	l, err := listen()
	if err != nil {
		panic(err)
	}
	fmt.Println("READY")
	for {
		c, err := l.Accept()
		if err != nil {
			panic(err)
		}
		go serve(c)
	}
}
