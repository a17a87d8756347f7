package com.qubetics.dvpn.http.words;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.qubetics.dvpn.wire.json.JsonFault;
import java.io.Serial;
import java.lang.reflect.AnnotatedType;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.AnnotatedConstructor;
import tools.jackson.databind.introspect.AnnotatedParameter;
import tools.jackson.databind.introspect.NopAnnotationIntrospector;

/// Holds JSON to what a record declares: a component without `@Nullable` must be there and not be
/// null, whatever its type; no list holds a null.
final class DeclaredNulls extends NopAnnotationIntrospector {
  @Serial private static final long serialVersionUID = 1;

  @Override
  public JsonSetter.Value findSetterInfo(MapperConfig<?> config, Annotated annotated) {
    if (annotated instanceof AnnotatedParameter parameter
        && parameter.getOwner() instanceof AnnotatedConstructor constructor
        && constructor.getDeclaringClass().isRecord()) {
      AnnotatedType component =
          constructor
              .getDeclaringClass()
              .getRecordComponents()[parameter.getIndex()]
              .getAnnotatedType();
      Nulls absent = component.isAnnotationPresent(Nullable.class) ? Nulls.SET : Nulls.FAIL;
      return JsonSetter.Value.construct(absent, Nulls.FAIL);
    }
    return JsonSetter.Value.empty();
  }

  /// What is written as one word is read from nothing else: no object of its components.
  @Override
  public JsonCreator.@Nullable Mode findCreatorAnnotation(
      MapperConfig<?> config, Annotated annotated) {
    return annotated instanceof AnnotatedConstructor constructor
            && JsonFault.isOneWord(constructor.getDeclaringClass())
        ? JsonCreator.Mode.DISABLED
        : null;
  }
}
