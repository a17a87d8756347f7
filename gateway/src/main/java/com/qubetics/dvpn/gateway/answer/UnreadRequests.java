package com.qubetics.dvpn.gateway.answer;

import com.qubetics.dvpn.http.Problems;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.springframework.http.HttpStatus;
import org.springframework.security.web.header.HeaderWriter;

/// Answers what the container has refused before it knew whose request it is: no filter sees it. By
/// itself the container would answer with a page of its own.
final class UnreadRequests extends ValveBase {
  private final HeaderWriter headers;
  private final Problems problems;

  UnreadRequests(HeaderWriter headers, Problems problems) {
    super(true);
    this.headers = headers;
    this.problems = problems;
  }

  @Override
  public void invoke(Request request, Response response)
      throws IOException, jakarta.servlet.ServletException {
    if (!response.isError()) {
      getNext().invoke(request, response);
      return;
    }
    HttpStatus status = HttpStatus.valueOf(response.getStatus());
    response.setSuspended(false);
    headers.writeHeaders(request, response);
    problems.write(response, Problems.of(status));
  }
}
