package com.qubetics.dvpn.http;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Opens a controller method to these services, besides the gateway. A method without it answers no
/// service.
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface FromService {
  /// Names of services, as they sign.
  String[] value();
}
