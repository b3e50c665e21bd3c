import java.io.InputStream;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import software.amazon.dynamodb.services.local.main.ServerRunner;
import software.amazon.dynamodb.services.local.server.DynamoDBProxyServer;

/**
 * DynamoDB Local, but listening on loopback only: its own main class binds every interface and has no option against it.
 * Ends when its standard input does, which the kernel sees to however the parent process dies.
 * Java's own launcher compiles this file (JEP 330), so that nothing binary stands in the repository.
 */
class OnLoopback {
  public static void main(String[] arguments) throws Exception {
    var dynamoDb = ServerRunner.createServerFromCommandLineArgs(arguments);
    var connector = connectorOf(dynamoDb);
    connector.setHost("127.0.0.1");
    connector.setPort(Integer.getInteger("roster.port"));
    // start() prints a taken port and goes on, safeStart() throws.
    dynamoDb.safeStart();
    System.out.println("Listening on " + connector.getLocalPort());
    System.in.transferTo(java.io.OutputStream.nullOutputStream());
    dynamoDb.stop();
    System.exit(0);
  }

  private static ServerConnector connectorOf(DynamoDBProxyServer dynamoDb) throws Exception {
    var server = DynamoDBProxyServer.class.getDeclaredField("server");
    server.setAccessible(true);
    return (ServerConnector) ((Server) server.get(dynamoDb)).getConnectors()[0];
  }
}
