package io.berth;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * What operators can reach, in both jars: names and numbers go in and come out, nothing that could
 * make the server fetch, load or run something, and what changes something is apart from what only
 * shows.
 */
class MxBeansTest {
  private static final Set<Class<?>> SIMPLE =
      Set.of(
          String.class,
          boolean.class,
          int.class,
          long.class,
          double.class,
          Boolean.class,
          Integer.class,
          Long.class,
          Double.class);
  private static final Pattern DANGEROUS =
      Pattern.compile(
          "(?i).*(url|uri|path|file|dir|class|script|host|address|command|query|sql|code|jndi).*");
  private static final Pattern READS = Pattern.compile("(get|is|explain|last)[A-Z]?\\w*");

  /** Looked for once: it takes a second. */
  private static final List<? extends Class<?>> BEANS =
      new ClassFileImporter()
              .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
              .importPackages("io.berth")
              .stream()
              .filter(type -> type.isInterface() && type.getSimpleName().endsWith("MXBean"))
              .map(type -> type.reflect())
              .toList();

  static List<? extends Class<?>> beans() {
    return BEANS;
  }

  @Test
  void onlyNamesAndNumbersGoIn() {
    int looked = 0;
    for (Class<?> bean : beans()) {
      for (Method method : bean.getMethods()) {
        for (Parameter parameter : method.getParameters()) {
          assertThat(SIMPLE).as("%s", method).contains(parameter.getType());
          assertThat(parameter.isNamePresent()).as("names are kept in the class file").isTrue();
          assertThat(parameter.getName()).as("%s", method).doesNotMatch(DANGEROUS);
        }
        looked++;
      }
    }
    System.out.println(looked + " operations and attributes looked at");
    assertThat(looked).isGreaterThan(40);
  }

  @Test
  void onlyOpenTypesComeOut() {
    for (Class<?> bean : beans()) {
      for (Method method : bean.getMethods()) {
        assertThat(isOpen(method.getGenericReturnType())).as("%s", method).isTrue();
      }
    }
  }

  private static boolean isOpen(Type type) {
    if (type == void.class || SIMPLE.contains(type)) {
      return true;
    }
    return type instanceof ParameterizedType of
        && (of.getRawType() == List.class || of.getRawType() == Map.class)
        && Arrays.stream(of.getActualTypeArguments()).allMatch(MxBeansTest::isOpen);
  }

  @Test
  void whatChangesSomethingIsApart() {
    for (Class<?> bean : beans()) {
      boolean control = bean.getSimpleName().endsWith("ControlMXBean");
      for (Method method : bean.getMethods()) {
        boolean reads = READS.matcher(method.getName()).matches();
        assertThat(reads).as("%s", method).isNotEqualTo(control);
        assertThat(method.getName()).as("%s has no setters", bean).doesNotStartWith("set");
      }
    }
  }
}
