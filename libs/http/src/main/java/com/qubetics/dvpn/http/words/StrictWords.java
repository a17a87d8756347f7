package com.qubetics.dvpn.http.words;

import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.AppKey;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.SessionId;
import java.beans.PropertyEditorSupport;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.springframework.format.FormatterRegistry;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.web.bind.WebDataBinder;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.InitBinder;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.databind.json.JsonMapper;

/// Puts strictness into a service's edge, or the gateway's. Controllers see only what they declare;
/// ranges are the constructors' of the records that they take.
@ControllerAdvice
public final class StrictWords implements WebMvcConfigurer {
  private static final Pattern WHOLE = Pattern.compile("0|-?[1-9][0-9]{0,18}");

  private final JsonMapper json;

  public StrictWords(JsonMapper json) {
    this.json = StrictJson.of(json);
  }

  @Override
  public void configureMessageConverters(HttpMessageConverters.ServerBuilder converters) {
    converters.withJsonConverter(new JacksonJsonHttpMessageConverter(json));
  }

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    registry.addInterceptor(new QueryWords());
  }

  /// Ids in paths and queries are parsed into their types before a controller sees them.
  @Override
  public void addFormatters(FormatterRegistry formatters) {
    formatters.addConverter(String.class, Account.class, Account::parse);
    formatters.addConverter(String.class, AppKey.class, AppKey::parse);
    formatters.addConverter(String.class, NodeId.class, NodeId::parse);
    formatters.addConverter(String.class, SessionId.class, SessionId::parse);
    formatters.addConverter(String.class, Bytes32.class, Bytes32::parse);
  }

  /// Spring's own numbers may have blanks within and be hexadecimal or octal, and it asks its own
  /// when a converter fails, but not when an editor does.
  @InitBinder
  void numbers(WebDataBinder binder) {
    for (Class<?> type : List.of(int.class, Integer.class)) {
      binder.registerCustomEditor(type, new WholeNumber(Integer::valueOf));
    }
    for (Class<?> type : List.of(long.class, Long.class)) {
      binder.registerCustomEditor(type, new WholeNumber(Long::valueOf));
    }
  }

  private static final class WholeNumber extends PropertyEditorSupport {
    private final Function<String, Number> reading;

    WholeNumber(Function<String, Number> reading) {
      this.reading = reading;
    }

    @Override
    public void setAsText(String text) {
      if (!WHOLE.matcher(text).matches()) {
        throw new IllegalArgumentException("malformed (expected: a whole number)");
      }
      try {
        setValue(reading.apply(text));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("out of range", e);
      }
    }
  }
}
