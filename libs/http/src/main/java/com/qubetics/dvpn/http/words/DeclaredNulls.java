package com.qubetics.dvpn.http.words;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.qubetics.dvpn.wire.json.JsonFault;
import java.io.Serial;
import java.lang.reflect.RecordComponent;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.AnnotatedConstructor;
import tools.jackson.databind.introspect.AnnotatedParameter;
import tools.jackson.databind.introspect.NopAnnotationIntrospector;

/// Holds JSON to what a record declares: a component without `@Nullable` must be there and not be
/// null, whatever its type; no list holds a null. A text that is not written where it is empty may
/// be missing, and is empty then.
final class DeclaredNulls extends NopAnnotationIntrospector {
  @Serial private static final long serialVersionUID = 1;

  @Override
  public JsonSetter.Value findSetterInfo(MapperConfig<?> config, Annotated annotated) {
    if (annotated instanceof AnnotatedParameter parameter
        && parameter.getOwner() instanceof AnnotatedConstructor constructor
        && constructor.getDeclaringClass().isRecord()) {
      RecordComponent component =
          constructor.getDeclaringClass().getRecordComponents()[parameter.getIndex()];
      return JsonSetter.Value.construct(absent(component), Nulls.FAIL);
    }
    return JsonSetter.Value.empty();
  }

  private static Nulls absent(RecordComponent component) {
    if (component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
      return Nulls.SET;
    }
    JsonInclude written = component.getAccessor().getAnnotation(JsonInclude.class);
    return component.getType() == String.class
            && written != null
            && written.value() == JsonInclude.Include.NON_EMPTY
        ? Nulls.AS_EMPTY
        : Nulls.FAIL;
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
