/* Connects to a name and port so many times, each time to the address that comes first. */
#include <netdb.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int count, char **arguments)
{
  struct addrinfo wanted = { .ai_socktype = SOCK_STREAM };
  struct addrinfo *found;
  char octet;

  if (count != 4)
    return 2;
  for (int turn = 0; turn < atoi(arguments[3]); turn++) {
    if (getaddrinfo(arguments[1], arguments[2], &wanted, &found) != 0)
      return 1;
    int connection = socket(found->ai_family, found->ai_socktype, 0);
    if (connect(connection, found->ai_addr, found->ai_addrlen) != 0)
      return 1;
    if (read(connection, &octet, 1) < 0)
      return 1;
    close(connection);
    freeaddrinfo(found);
  }
  return 0;
}
