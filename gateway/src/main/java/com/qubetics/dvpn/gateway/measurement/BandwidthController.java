package com.qubetics.dvpn.gateway.measurement;

import com.qubetics.dvpn.http.EntityTags;
import com.qubetics.dvpn.http.Refusal;
import com.qubetics.dvpn.http.words.Malformed;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Random bytes for a host to see how fast they come: 25 MiB and 12 s at most, two at a time. It
/// bounds from below what the host can receive; what the gateway's own line gives is in it.
@RestController
class BandwidthController {
  private static final long MOST = 25L << 20;
  private static final long LIMIT_NANOS = Duration.ofSeconds(12).toNanos();
  private static final int AT_ONCE = 2;
  private static final int BLOCK = 64 << 10;

  private final Semaphore places = new Semaphore(AT_ONCE);
  private final byte[] block = new byte[BLOCK];

  BandwidthController() {
    new SecureRandom().nextBytes(block);
  }

  @GetMapping("/api/v1/agent/bandwidth")
  void download(@RequestParam long bytes, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    EntityTags.disableContentCaching(request);
    if (bytes < 1 || bytes > MOST) {
      throw new Malformed("bytes", "%s (expected: 1 to %s)".formatted(bytes, MOST));
    }
    if (!places.tryAcquire()) {
      throw new Refusal(ProblemCode.BUSY, "Others are measuring at the moment; try again.");
    }
    try {
      response.setContentType(MediaType.APPLICATION_OCTET_STREAM_VALUE);
      response.setContentLengthLong(bytes);
      send(bytes, response.getOutputStream());
    } finally {
      places.release();
    }
  }

  private void send(long bytes, OutputStream out) throws IOException {
    long began = System.nanoTime();
    for (long left = bytes; left > 0; left -= BLOCK) {
      if (System.nanoTime() - began > LIMIT_NANOS) {
        throw new IOException("too slow: broken off");
      }
      out.write(block, 0, (int) Math.min(left, BLOCK));
    }
  }
}
