import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.HashMap;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import software.amazon.dynamodb.services.local.main.ServerRunner;
import software.amazon.dynamodb.services.local.server.DynamoDBProxyServer;

/**
 * DynamoDB Local, but listening on loopback only: its own main class binds every interface and has no option against it.
 * Each line of the standard input, "open 0" or "close 8004", opens or closes one on a port of its own: Java starts in seconds, another
 * database in a moment, and in memory each is a database of its own.
 * Ends when its standard input does, which the kernel sees to however the parent process dies.
 * Java's own launcher compiles this file (JEP 330), so that nothing binary stands in the repository.
 */
class OnLoopback {
  public static void main(String[] arguments) throws Exception {
    var open = new HashMap<Integer, DynamoDBProxyServer>();
    var lines = new BufferedReader(new InputStreamReader(System.in)).lines().iterator();
    while (lines.hasNext()) {
      var line = lines.next().split(" ");
      var port = Integer.parseInt(line[1]);
      if (line[0].equals("open")) {
        var dynamoDb = ServerRunner.createServerFromCommandLineArgs(arguments);
        var taken = start(dynamoDb, port);
        open.put(taken, dynamoDb);
        System.out.println("Listening on " + taken);
      } else {
        open.remove(port).stop();
        System.out.println("Closed " + port);
      }
    }
    for (var dynamoDb : open.values()) dynamoDb.stop();
    System.exit(0);
  }

  private static int start(DynamoDBProxyServer dynamoDb, int port) throws Exception {
    var server = DynamoDBProxyServer.class.getDeclaredField("server");
    server.setAccessible(true);
    var connector = (ServerConnector) ((Server) server.get(dynamoDb)).getConnectors()[0];
    connector.setHost("127.0.0.1");
    connector.setPort(port);
    // start() prints a taken port and goes on, safeStart() throws.
    dynamoDb.safeStart();
    return connector.getLocalPort();
  }
}
