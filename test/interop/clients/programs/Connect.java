// Connects to a name and port so many times, each time to the address that comes first.
import java.net.Socket;

public class Connect {
  public static void main(String[] arguments) throws Exception {
    int port = Integer.parseInt(arguments[1]);
    int times = Integer.parseInt(arguments[2]);
    for (int turn = 0; turn < times; turn++)
      try (Socket socket = new Socket(arguments[0], port)) {
        socket.getInputStream().read();
      }
  }
}
