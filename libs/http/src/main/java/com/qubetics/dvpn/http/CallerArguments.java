package com.qubetics.dvpn.http;

import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.AppKey;
import com.qubetics.dvpn.protocol.value.NodeId;
import java.net.InetAddress;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/// Reads [FromGateway] parameters from the gateway's headers.
final class CallerArguments implements HandlerMethodArgumentResolver {

  private record Source(String header, Function<String, Object> parser) {}

  private static final Map<Class<?>, Source> SOURCES =
      Map.of(
          Account.class, new Source(InnerDoor.ACCOUNT, Account::parse),
          AppKey.class, new Source(InnerDoor.APP_KEY, AppKey::parse),
          NodeId.class, new Source(InnerDoor.NODE, NodeId::parse),
          InetAddress.class, new Source(InnerDoor.ADDRESS, InetAddress::ofLiteral));

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
    Source source = SOURCES.get(parameter.getParameterType());
    String value = source == null ? null : request.getHeader(source.header());
    if (source == null || value == null) {
      throw new Refusal(
          HttpStatus.UNAUTHORIZED, "UNAUTHENTICATED", "This call needs a login or a node's key.");
    }
    return source.parser().apply(value);
  }
}
