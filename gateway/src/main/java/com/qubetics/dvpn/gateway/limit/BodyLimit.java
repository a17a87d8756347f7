package com.qubetics.dvpn.gateway.limit;

import com.qubetics.dvpn.gateway.admission.Admission;
import com.qubetics.dvpn.gateway.admission.ClientAddress;
import com.qubetics.dvpn.gateway.admission.Room;
import com.qubetics.dvpn.http.Problems;
import com.qubetics.dvpn.wire.problem.Problem;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.catalina.connector.ClientAbortException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.util.unit.DataSize;
import org.springframework.web.filter.OncePerRequestFilter;

/// Reads a request's body into memory, up to the limit and within its time, before anything else
/// happens with it: an agent's signature covers the whole body, and no service waits for a slow
/// sender. Its size is asked for at [Admission] before, and held until the request is answered.
/// Bodies are JSON.
public final class BodyLimit extends OncePerRequestFilter {
  public static final Problem TOO_SLOW =
      Problems.of(
          ProblemCode.BODY_TOO_SLOW,
          "The body did not come in time; send it again, or less at once.");

  private static final String BODY = BodyLimit.class.getName() + ".body";
  private static final byte[] NONE = {};
  private static final int PART = 8 << 10;

  private final int max;
  private final Admission admission;
  private final Problems problems;

  public BodyLimit(DataSize max, Admission admission, Problems problems) {
    this.max = Math.toIntExact(max.toBytes());
    this.admission = admission;
    this.problems = problems;
  }

  /// The bytes that came with the request; none if there was no body.
  public static byte[] bodyOf(HttpServletRequest request) {
    return request.getAttribute(BODY) instanceof byte[] body ? body : NONE;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (request.getContentLengthLong() > max) {
      refuse(response);
      return;
    }
    if (!hasBody(request)) {
      pass(NONE, request, response, chain);
      return;
    }
    // Of a body in chunks nobody knows the size beforehand.
    long size = request.getContentLengthLong() > 0 ? request.getContentLengthLong() : max;
    String address = ClientAddress.of(request);
    Optional<Room> refusal = admission.bytesRefusal(address, size);
    if (refusal.isPresent()) {
      refusal.get().refuse(response, problems);
      return;
    }
    try {
      Optional<byte[]> body = read(request.getInputStream(), Math.toIntExact(size));
      if (body.isEmpty()) {
        admission.bodyTooSlow();
        refuse(response, TOO_SLOW);
      } else {
        pass(body.get(), request, response, chain);
      }
    } finally {
      admission.bytesFreed(address, size);
    }
  }

  /// At most one byte more than the limit; empty if it did not come in time, or broke off.
  ///
  /// @param size of which memory is taken, as it was asked for
  private Optional<byte[]> read(InputStream in, int size) throws IOException {
    long began = System.nanoTime();
    ByteArrayOutputStream body = new ByteArrayOutputStream(size);
    byte[] part = new byte[PART];
    try {
      while (body.size() <= max) {
        int length = in.read(part, 0, Math.min(PART, max + 1 - body.size()));
        if (length < 0) {
          return Optional.of(body.toByteArray());
        }
        body.write(part, 0, length);
        if (System.nanoTime() - began > admission.bodyTime().toNanos()) {
          return Optional.empty();
        }
      }
      return Optional.of(body.toByteArray());
    } catch (ClientAbortException e) {
      // It stalled or broke off, and Tomcat answers.
      return Optional.empty();
    }
  }

  private void pass(
      byte[] body, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (body.length > max) {
      refuse(response);
      return;
    }
    if (body.length > 0 && !isJson(request.getContentType())) {
      problems.write(
          response,
          Problems.of(
              ProblemCode.UNSUPPORTED_MEDIA_TYPE,
              "Bodies are JSON: send Content-Type: application/json."));
      return;
    }
    request.setAttribute(BODY, body);
    chain.doFilter(new Buffered(request, body), response);
  }

  private static boolean hasBody(HttpServletRequest request) {
    return request.getContentLengthLong() > 0
        || request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null;
  }

  private static boolean isJson(@org.jspecify.annotations.Nullable String contentType) {
    try {
      return contentType != null
          && MediaType.APPLICATION_JSON.equalsTypeAndSubtype(MediaType.parseMediaType(contentType));
    } catch (InvalidMediaTypeException e) {
      return false;
    }
  }

  private void refuse(HttpServletResponse response) throws IOException {
    refuse(
        response,
        Problems.of(
            ProblemCode.BODY_TOO_LARGE,
            "The body is over %s KiB; send less at once.".formatted(max / 1024)));
  }

  private void refuse(HttpServletResponse response, Problem problem) throws IOException {
    response.setHeader(HttpHeaders.CONNECTION, "close");
    problems.write(response, problem);
  }

  private static final class Buffered extends HttpServletRequestWrapper {
    private final byte[] body;
    private final BufferedBody stream;

    Buffered(HttpServletRequest request, byte[] body) {
      super(request);
      this.body = body;
      this.stream = new BufferedBody(body);
    }

    @Override
    public ServletInputStream getInputStream() {
      return stream;
    }

    @Override
    public BufferedReader getReader() {
      return new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
    }

    @Override
    public int getContentLength() {
      return body.length;
    }

    @Override
    public long getContentLengthLong() {
      return body.length;
    }
  }

  private static final class BufferedBody extends ServletInputStream {
    private final ByteArrayInputStream bytes;

    BufferedBody(byte[] body) {
      this.bytes = new ByteArrayInputStream(body);
    }

    @Override
    public int read() {
      return bytes.read();
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      return bytes.read(into, offset, length);
    }

    @Override
    public int available() {
      return bytes.available();
    }

    @Override
    public boolean isFinished() {
      return bytes.available() == 0;
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setReadListener(ReadListener listener) {
      throw new IllegalStateException("the body is read already");
    }
  }
}
