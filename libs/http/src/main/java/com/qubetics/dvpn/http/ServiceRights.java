package com.qubetics.dvpn.http;

import com.qubetics.dvpn.http.caller.Subject;
import com.qubetics.dvpn.http.caller.TokenVerifier.Admitted;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/// Lets a service that calls for itself reach only what [FromService] opens to it. Asks the handler
/// that the router has found, not the path.
final class ServiceRights implements HandlerInterceptor {

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    Subject caller = InnerDoor.callerOf(request).map(Admitted::subject).orElse(null);
    boolean page = request.getDispatcherType() == DispatcherType.ERROR;
    if (caller == null || !page && !mayCall(caller, handler)) {
      throw new Refusal(ProblemCode.NOT_FOR_THIS_SERVICE, "This call is not open to this caller.");
    }
    return true;
  }

  private static boolean mayCall(Subject caller, Object handler) {
    return switch (caller) {
      case Subject.Nobody _, Subject.User _, Subject.Node _ -> true;
      case Subject.Service(String name) -> opened(handler, name);
    };
  }

  private static boolean opened(Object handler, String service) {
    @Nullable FromService opened =
        handler instanceof HandlerMethod method
            ? method.getMethodAnnotation(FromService.class)
            : null;
    return opened != null && Arrays.asList(opened.value()).contains(service);
  }
}
