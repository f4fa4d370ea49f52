// Connects to a name and port so many times, each time to the address that comes first.
package main

import (
	"net"
	"os"
	"strconv"
)

func main() {
	times, err := strconv.Atoi(os.Args[3])
	for turn := 0; turn < times && err == nil; turn++ {
		var connection net.Conn
		if connection, err = net.Dial("tcp", net.JoinHostPort(os.Args[1], os.Args[2])); err == nil {
			_, err = connection.Read(make([]byte, 1))
			connection.Close()
		}
	}
	if err != nil {
		panic(err)
	}
}
