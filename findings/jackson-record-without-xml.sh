#!/usr/bin/env bash
# usage: findings/jackson-record-without-xml.sh
# Jackson 3.1.5 (tools.jackson.core:jackson-databind) on a Java 25 runtime of java.base alone, as jlink makes it: a record of one text is
# read from {"name":"a"}, and written. Nothing of it is XML, yet either fails with NoClassDefFoundError: org/w3c/dom/Node, from the static
# part of OptionalHandlerFactory. With java.xml in the runtime both work. Needs a JDK 25 in JAVA_HOME and Maven. Exit code 0: still so.
set -euo pipefail

work=$(mktemp --directory)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat >pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId>
  <artifactId>finding</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>tools.jackson.core</groupId>
      <artifactId>jackson-databind</artifactId>
      <version>3.1.5</version>
    </dependency>
  </dependencies>
</project>
POM
mvn --quiet --batch-mode org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies -DoutputDirectory=lib >maven.log 2>&1 \
  || { cat maven.log >&2; exit 1; }

cat >Read.java <<'JAVA'
import tools.jackson.databind.json.JsonMapper;

class Read {
  record Person(String name) {}

  public static void main(String[] arguments) {
    JsonMapper mapper = JsonMapper.builder().build();
    System.out.println(
        arguments[0].equals("write")
            ? mapper.writeValueAsString(new Person("a"))
            : mapper.readValue("{\"name\":\"a\"}", Person.class));
  }
}
JAVA
"${JAVA_HOME:?}/bin/javac" -cp 'lib/*' -d classes Read.java

for modules in java.base java.base,java.xml; do
  "$JAVA_HOME/bin/jlink" --add-modules "$modules" --output "$modules"
  for act in read write; do
    "$modules/bin/java" -cp 'classes:lib/*' Read "$act" >"$modules.$act" 2>&1 || true
    printf '%s, %s: %s\n' "$modules" "$act" "$(head -n 1 "$modules.$act")"
  done
done
grep --quiet 'NoClassDefFoundError: org/w3c/dom/Node' java.base.read
grep --quiet 'NoClassDefFoundError: org/w3c/dom/Node' java.base.write
grep --quiet '^Person\[name=a\]$' java.base,java.xml.read
grep --quiet '^{"name":"a"}$' java.base,java.xml.write
