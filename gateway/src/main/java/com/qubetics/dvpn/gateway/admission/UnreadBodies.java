package com.qubetics.dvpn.gateway.admission;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;

/// Closes a connection whose request was refused before its body was read. Tomcat alone would read
/// up to 2 MB of it, for as long as bytes drip in, and count that nowhere. What is on its way
/// already is taken first, so that an honest sender gets to read the refusal.
final class UnreadBodies extends ValveBase {
  private static final long GRACE_NANOS = Duration.ofMillis(250).toNanos();
  private static final long LOOK_NANOS = Duration.ofMillis(5).toNanos();
  private static final int MOST = 1 << 20;

  UnreadBodies() {
    super(true);
  }

  @Override
  public void invoke(Request request, Response response) throws IOException, ServletException {
    getNext().invoke(request, response);
    if (response.getStatus() >= 400 && !isRead(request)) {
      response.flushBuffer();
      take(request);
      if (!isRead(request)) {
        request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
      }
    }
  }

  private static void take(Request request) throws IOException {
    byte[] part = new byte[8 << 10];
    long end = System.nanoTime() + GRACE_NANOS;
    int taken = 0;
    while (taken < MOST && System.nanoTime() - end < 0 && !isRead(request)) {
      request.getCoyoteRequest().action(ActionCode.AVAILABLE, true);
      if (request.getCoyoteRequest().getAvailable() > 0) {
        taken += Math.max(request.getInputStream().read(part), 0);
      } else {
        LockSupport.parkNanos(LOOK_NANOS);
      }
    }
  }

  private static boolean isRead(Request request) {
    AtomicBoolean read = new AtomicBoolean();
    request.getCoyoteRequest().action(ActionCode.REQUEST_BODY_FULLY_READ, read);
    return read.get();
  }
}
