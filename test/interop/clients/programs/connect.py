# Connects to a name and port so many times, each time to the address that comes first.
import socket
import sys

host, port, times = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
for _ in range(times):
    with socket.create_connection((host, port)) as connection:
        connection.recv(1)
