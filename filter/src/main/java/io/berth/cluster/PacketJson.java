package io.berth.cluster;

import io.berth.model.Association;
import io.berth.model.Position;
import io.berth.model.Resource;
import io.berth.model.Watermark;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A packet as JSON, for people: in the order of {@code berth.proto}, whatever is in it. */
final class PacketJson {
  private PacketJson() {}

  static String of(Packet packet) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("associations", packet.associations().stream().map(PacketJson::of).toList());
    json.put("announcements", packet.announcements().stream().map(PacketJson::of).toList());
    json.put("digest", packet.digest().stream().map(HexFormat.of()::toHexDigits).toList());
    json.put("last", packet.last());
    return text(json, "\n");
  }

  private static Map<String, Object> of(Association association) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("consumer", association.consumer().value());
    json.put("home", association.home());
    json.put("resources", association.resources().stream().map(PacketJson::of).toList());
    json.put("version", association.version());
    json.put("epoch", association.epoch());
    json.put("position", of(association.position()));
    json.put("acknowledgedBy", association.acknowledgedBy().stream().sorted().toList());
    json.put("tombstone", association.tombstone());
    if (!association.unread().isNone()) {
      json.put("unread", HexFormat.of().formatHex(association.unread().bytes()));
    }
    return json;
  }

  private static Map<String, Object> of(Resource resource) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("type", resource.type());
    json.put("name", resource.name());
    json.put("manager", resource.manager());
    json.put("location", resource.location());
    json.put("capacity", resource.capacity());
    json.put("availability", resource.availability());
    return json;
  }

  /** Each store's place as {@code epoch/offset}. */
  private static Map<String, Object> of(Position position) {
    Map<String, Object> json = new TreeMap<>();
    position
        .stores()
        .forEach((store, point) -> json.put(store, point.epoch() + "/" + point.offset()));
    return json;
  }

  private static Map<String, Object> of(Announcement announcement) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("node", announcement.node().name());
    json.put("manager", announcement.node().manager());
    json.put("address", announcement.node().address());
    json.put("state", announcement.node().state());
    json.put("location", announcement.manager().location());
    json.put("capacity", announcement.manager().capacity());
    json.put("watermarks", announcement.watermarks().stream().map(PacketJson::of).toList());
    json.put("stock", new TreeMap<>(announcement.stock()));
    json.put("instance", announcement.instance());
    json.put("started", announcement.started());
    json.put("sequence", announcement.sequence());
    return json;
  }

  private static Map<String, Object> of(Watermark mark) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("manager", mark.manager());
    json.put("home", mark.home());
    json.put("applied", of(mark.applied()));
    return json;
  }

  /**
   * @param line a line end with the indentation around the value
   */
  private static String text(Object value, String line) {
    String inner = line + "  ";
    if (value instanceof Map<?, ?> map) {
      return map.isEmpty()
          ? "{}"
          : map.entrySet().stream()
              .map(each -> quoted(each.getKey()) + ": " + text(each.getValue(), inner))
              .collect(Collectors.joining("," + inner, "{" + inner, line + "}"));
    }
    if (value instanceof List<?> list) {
      return list.isEmpty()
          ? "[]"
          : list.stream()
              .map(each -> text(each, inner))
              .collect(Collectors.joining("," + inner, "[" + inner, line + "]"));
    }
    return value instanceof Number || value instanceof Boolean ? value.toString() : quoted(value);
  }

  /** No control character is in any text of a packet; RFC 8259, 7. */
  private static String quoted(Object text) {
    return '"' + text.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
