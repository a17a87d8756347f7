package com.qubetics.dvpn.gateway.admission;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.tomcat.util.net.ApplicationBufferHandler;

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
      try {
        response.flushBuffer();
        take(request.getCoyoteRequest());
      } finally {
        if (!isRead(request)) {
          request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
        }
      }
    }
  }

  /// Below the servlet's stream, which its reader may have closed.
  private static void take(org.apache.coyote.Request request) throws IOException {
    Sink sink = new Sink();
    long end = System.nanoTime() + GRACE_NANOS;
    int taken = 0;
    while (taken < MOST && System.nanoTime() - end < 0) {
      request.action(ActionCode.AVAILABLE, true);
      if (request.getAvailable() > 0) {
        int length = request.doRead(sink);
        if (length < 0) {
          return;
        }
        taken += length;
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

  /// Keeps nothing.
  private static final class Sink implements ApplicationBufferHandler {
    private ByteBuffer buffer = ByteBuffer.allocate(0);

    @Override
    public void setByteBuffer(ByteBuffer buffer) {
      this.buffer = buffer;
    }

    @Override
    public ByteBuffer getByteBuffer() {
      return buffer;
    }

    @Override
    public void expand(int size) {}
  }
}
