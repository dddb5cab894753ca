package io.berth.forward;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * The proxies in front of this node whose word about the client is believed. Addresses only: a name
 * would be looked up by whoever answers first.
 */
public final class TrustedPeers {
  private static final class Network {
    private final byte[] address;
    private final int bits;

    Network(byte[] address, int bits) {
      this.address = address;
      this.bits = bits;
    }

    boolean contains(byte[] other) {
      if (other.length != address.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit += 8) {
        int mask = bits - bit >= 8 ? 0xff : 0xff << (8 - (bits - bit));
        if (((address[bit / 8] ^ other[bit / 8]) & mask) != 0) {
          return false;
        }
      }
      return true;
    }
  }

  private final List<Network> networks;
  private final String text;

  private TrustedPeers(List<Network> networks, String text) {
    this.networks = List.copyOf(networks);
    this.text = text;
  }

  /** For example {@code 10.0.0.0/8, ::1}; the empty text trusts nobody. */
  public static TrustedPeers parse(String text) {
    List<Network> networks = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      if (!part.isBlank()) {
        networks.add(network(part.trim()));
      }
    }
    return new TrustedPeers(networks, text);
  }

  private static Network network(String part) {
    int slash = part.indexOf('/');
    byte[] address = bytes(slash < 0 ? part : part.substring(0, slash));
    int most = address.length * 8;
    int bits = slash < 0 ? most : bits(part.substring(slash + 1));
    if (address.length == 0 || bits < 0 || bits > most) {
      throw new IllegalArgumentException(
          "expected addresses or networks like 10.0.0.0/8, got '" + part + "'");
    }
    return new Network(address, bits);
  }

  private static int bits(String text) {
    return text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : -1;
  }

  /** The bytes of a literal address; none when it is not one. Never asks a name server. */
  private static byte[] bytes(String literal) {
    int zone = literal.indexOf('%');
    String bare = zone < 0 ? literal : literal.substring(0, zone);
    boolean six = bare.indexOf(':') >= 0 && bare.matches("[0-9A-Fa-f:.]+");
    boolean four = bare.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    if (!six && !four) {
      return new byte[0];
    }
    try {
      return InetAddress.getByName(bare).getAddress();
    } catch (UnknownHostException e) {
      return new byte[0];
    }
  }

  /** Whether the peer with this address, as the container says it, is one of them. */
  boolean contains(String address) {
    if (networks.isEmpty()) {
      return false;
    }
    byte[] bytes = bytes(address);
    for (Network network : networks) {
      if (network.contains(bytes)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Where a request comes from, as far as that is believed: an address, or of IPv6 the network of
   * 64 bits that a client has to itself. Empty when a trusted peer says something else.
   */
  String networkOf(HttpServletRequest request) {
    byte[] address = bytes(clientOf(request));
    if (address.length == 0) {
      return "";
    }
    boolean six = address.length == 16;
    if (six) {
      Arrays.fill(address, 8, 16, (byte) 0);
    }
    try {
      return InetAddress.getByAddress(address).getHostAddress() + (six ? "/64" : "");
    } catch (UnknownHostException e) {
      return "";
    }
  }

  /** The nearest one on the way from the client that is not trusted; else the farthest. */
  private String clientOf(HttpServletRequest request) {
    String client = request.getRemoteAddr();
    if (!contains(client)) {
      return client;
    }
    String said = String.join(",", Collections.list(request.getHeaders("X-Forwarded-For")));
    for (int end = said.length(); end > 0 && contains(client); ) {
      int comma = said.lastIndexOf(',', end - 1);
      client = said.substring(comma + 1, end).trim();
      end = comma;
    }
    return client;
  }

  @Override
  public String toString() {
    return text;
  }
}
