package io.berth.cluster;

import io.berth.model.Node;
import io.berth.model.NodeState;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the list of nodes that a front router knows by configuration. */
final class StaticMembers {
  private static final Pattern MEMBER = Pattern.compile("([^/=]+)/([^/=]+)=(.+)");

  private StaticMembers() {}

  static List<Node> parse(String text) {
    List<Node> nodes = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (String member : text.split(",", -1)) {
      if (!member.isBlank()) {
        Node node = parseOne(member.trim());
        if (!names.add(node.name())) {
          throw new IllegalArgumentException("node " + node.name() + " is listed twice");
        }
        nodes.add(node);
      }
    }
    return List.copyOf(nodes);
  }

  private static Node parseOne(String text) {
    Matcher member = MEMBER.matcher(text);
    if (!member.matches()) {
      throw new IllegalArgumentException(
          "expected manager/node=http://host:port, got '" + text + "'");
    }
    return new Node(member.group(2), member.group(1), URI.create(member.group(3)), NodeState.READY);
  }
}
