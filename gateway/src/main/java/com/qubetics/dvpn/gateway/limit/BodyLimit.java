package com.qubetics.dvpn.gateway.limit;

import com.qubetics.dvpn.gateway.problem.Problem;
import com.qubetics.dvpn.gateway.problem.Problems;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.util.unit.DataSize;
import org.springframework.web.filter.OncePerRequestFilter;

/// Reads a request's body into memory, up to the limit, before anything else happens with it: an
/// agent's signature covers the whole body, and no service waits for a slow sender. Bodies are
/// JSON.
public final class BodyLimit extends OncePerRequestFilter {
  private static final String BODY = BodyLimit.class.getName() + ".body";
  private static final byte[] NONE = {};

  private final int max;
  private final Problems problems;

  BodyLimit(DataSize max, Problems problems) {
    this.max = Math.toIntExact(max.toBytes());
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
    byte[] body = hasBody(request) ? request.getInputStream().readNBytes(max + 1) : NONE;
    if (body.length > max) {
      refuse(response);
      return;
    }
    if (body.length > 0 && !isJson(request.getContentType())) {
      problems.write(
          response,
          new Problem(
              HttpStatus.UNSUPPORTED_MEDIA_TYPE,
              "UNSUPPORTED_MEDIA_TYPE",
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
    response.setHeader(HttpHeaders.CONNECTION, "close");
    problems.write(
        response,
        new Problem(
            HttpStatus.CONTENT_TOO_LARGE,
            "BODY_TOO_LARGE",
            "The body is over %d KiB; send less at once.".formatted(max / 1024)));
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
