package io.berth.forward;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A form that somebody has read, made anew out of the parameters: the same names and values in the
 * same order, although not always the same bytes ({@code %20} for {@code +}). The container puts
 * the query's parameters before the form's of the same name (Servlet 6.0, 3.1), so those are left
 * out.
 */
final class ReadForm {
  private ReadForm() {}

  static boolean isForm(HttpServletRequest request) {
    String type = request.getContentType();
    return type != null && HttpText.startsWith(type, "application/x-www-form-urlencoded");
  }

  static byte[] again(HttpServletRequest request) {
    Charset charset = charset(request);
    Map<String, Integer> inQuery = countQuery(request.getQueryString());
    StringBuilder form = new StringBuilder();
    for (Map.Entry<String, String[]> parameter : request.getParameterMap().entrySet()) {
      int skipped = inQuery.getOrDefault(parameter.getKey(), 0);
      List<String> values = Arrays.asList(parameter.getValue());
      for (String value : values.subList(Math.min(skipped, values.size()), values.size())) {
        form.append(form.isEmpty() ? "" : "&")
            .append(URLEncoder.encode(parameter.getKey(), charset))
            .append('=')
            .append(URLEncoder.encode(value, charset));
      }
    }
    return form.toString().getBytes(StandardCharsets.US_ASCII);
  }

  /** The one the container has read it with. */
  private static Charset charset(HttpServletRequest request) {
    String name = request.getCharacterEncoding();
    String fallback = request.getServletContext().getRequestCharacterEncoding();
    String found = name != null ? name : fallback;
    return found != null && Charset.isSupported(found)
        ? Charset.forName(found)
        : StandardCharsets.ISO_8859_1;
  }

  private static Map<String, Integer> countQuery(@Nullable String query) {
    Map<String, Integer> counts = new HashMap<>();
    if (query != null) {
      for (String part : query.split("&", -1)) {
        int equals = part.indexOf('=');
        String name = equals < 0 ? part : part.substring(0, equals);
        counts.merge(URLDecoder.decode(name, StandardCharsets.UTF_8), 1, Integer::sum);
      }
    }
    return counts;
  }
}
