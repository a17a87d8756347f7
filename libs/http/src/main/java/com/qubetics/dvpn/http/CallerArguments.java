package com.qubetics.dvpn.http;

import com.qubetics.dvpn.http.caller.Subject;
import com.qubetics.dvpn.http.caller.TokenVerifier.Admitted;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.AppKey;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/// Reads [FromGateway] parameters from the token that [InnerDoor] has verified.
final class CallerArguments implements HandlerMethodArgumentResolver {

  private static final Map<Class<?>, Function<Admitted, @Nullable Object>> SOURCES =
      Map.of(
          Account.class,
          caller -> caller.subject() instanceof Subject.User user ? user.account() : null,
          AppKey.class,
          caller -> caller.subject() instanceof Subject.User user ? user.appKey() : null,
          NodeId.class,
          caller -> caller.subject() instanceof Subject.Node node ? node.node() : null,
          InetAddress.class,
          Admitted::address);

  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    return parameter.hasParameterAnnotation(FromGateway.class)
        && SOURCES.containsKey(parameter.getParameterType());
  }

  @Override
  public Object resolveArgument(
      MethodParameter parameter,
      @Nullable ModelAndViewContainer container,
      NativeWebRequest request,
      @Nullable WebDataBinderFactory binders) {
    Function<Admitted, @Nullable Object> source = SOURCES.get(parameter.getParameterType());
    HttpServletRequest servlet = request.getNativeRequest(HttpServletRequest.class);
    if (source == null || servlet == null) {
      throw new IllegalStateException("asked for what it does not support");
    }
    return InnerDoor.callerOf(servlet)
        .map(source)
        .orElseThrow(
            () ->
                new Refusal(
                    ProblemCode.UNAUTHENTICATED, "This call needs a login or a node's key."));
  }
}
