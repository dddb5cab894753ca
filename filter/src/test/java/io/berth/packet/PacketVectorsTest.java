package io.berth.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.cluster.Announcement;
import io.berth.cluster.Packet;
import io.berth.cluster.PacketForm;
import io.berth.cluster.RecordedBytes;
import io.berth.cluster.RollingUpgradeTest;
import io.berth.identifier.KeyRing;
import io.berth.identifier.Signer;
import io.berth.model.Association;
import io.berth.model.Availability;
import io.berth.model.LogPoint;
import io.berth.model.Node;
import io.berth.model.NodeState;
import io.berth.model.Position;
import io.berth.model.Resource;
import io.berth.model.ResourceManager;
import io.berth.model.Unread;
import io.berth.model.Watermark;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The vectors that {@code docs/wire.md} points other languages to. */
class PacketVectorsTest {
  private static final String KEYS = "k1:" + "A".repeat(43);
  private static final long EXPIRES = 1_795_600_060_000L;
  private static final Path MADE = Path.of("target", "vectors");

  private final Signer signer = new Signer(() -> KeyRing.parse(KEYS));
  private final PacketForm form = new PacketForm();

  private static final Map<String, Packet> VECTORS =
      Map.of(
          "consumer", Packet.of(List.of(RollingUpgradeTest.association())),
          "tombstone", Packet.of(List.of(RollingUpgradeTest.tombstone())),
          "newer",
              Packet.of(List.of(RollingUpgradeTest.association().with(Unread.of(laterField())))),
          "nodes", new Packet(List.of(), List.of(node()), List.of(), false),
          "last", new Packet(List.of(), List.of(), List.of(), true));

  /** Field 100, a number: 12. */
  private static byte[] laterField() {
    return new byte[] {(byte) 0xa0, 0x06, 12};
  }

  private static Announcement node() {
    return new Announcement(
        new Node("node-a", "rm-a", URI.create("https://a.example.org:8443"), NodeState.READY),
        new ResourceManager("rm-a", "eu", 5),
        List.of(new Watermark("rm-a", "rm-b", Position.of("main", new LogPoint(1, 2)))),
        Map.of("workspace", 12),
        "",
        "run-1",
        42,
        1_795_600_000_000L,
        false);
  }

  private static String file(String vector, String ending) {
    return "packet/vectors/" + vector + ending;
  }

  private static Packet packet(String vector) {
    return Optional.ofNullable(VECTORS.get(vector)).orElseThrow();
  }

  private byte[] sealed(String vector) {
    return new Envelope("k1", 0x0123456789abcdefL, 7, EXPIRES, form.write(packet(vector)))
        .sealed(signer);
  }

  /** For whoever adds one: writes what it would be, to be looked at and committed. */
  private void write(String vector) throws Exception {
    Files.createDirectories(MADE);
    String hex = HexFormat.of().formatHex(sealed(vector)).replaceAll("(.{96})", "$1\n").strip();
    Files.writeString(MADE.resolve(vector + ".hex"), hex + "\n");
    Files.writeString(MADE.resolve(vector + ".json"), form.json(packet(vector)) + "\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"consumer", "tombstone", "newer", "nodes", "last"})
  void eachVectorIsWhatThisNodeWritesAndReads(String vector) throws Exception {
    write(vector);
    byte[] bytes = RecordedBytes.hex(file(vector, ".hex"));
    assertThat(sealed(vector)).isEqualTo(bytes);
    Packet read = form.read(Envelope.open(bytes, signer).body());
    assertThat(read).isEqualTo(packet(vector));
    assertThat(form.json(read).replaceAll("\\s", ""))
        .isEqualTo(RecordedBytes.text(file(vector, ".json")));
  }

  /** Claim 31, kind by kind. */
  @Test
  void allSevenKindsOfInformationAreInAPacket() throws Exception {
    byte[] bytes = RecordedBytes.hex(file("consumer", ".hex"));
    Association said = form.read(Envelope.open(bytes, signer).body()).associations().get(0);
    Resource resource = said.resources().get(0);
    assertThat(resource.type()).isEqualTo("workspace");
    assertThat(resource.name()).isEqualTo("w1");
    assertThat(resource.capacity()).isEqualTo(3);
    assertThat(resource.location()).isEqualTo("eu");
    assertThat(resource.availability()).isEqualTo(Availability.BOUND);
    assertThat(resource.manager()).isEqualTo("rm-a");
    assertThat(said.home()).isEqualTo("rm-a");
    assertThat(said.consumer().value()).isEqualTo("ünï@例.org");
  }

  private static String shown(Optional<String> keys, byte[] input) throws Exception {
    ByteArrayOutputStream shown = new ByteArrayOutputStream();
    Clock clock = Clock.fixed(Instant.ofEpochMilli(EXPIRES - 12_000), ZoneOffset.UTC);
    PrintStream out = new PrintStream(shown, true, StandardCharsets.UTF_8);
    new DecodePacket(keys.map(KeyRing::parse), clock, out).show(input);
    return shown.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aHumanSeesWhatIsInIt() throws Exception {
    byte[] bytes = RecordedBytes.hex(file("consumer", ".hex"));
    assertThat(shown(Optional.of(KEYS), bytes))
        .contains("key      k1")
        .contains("run      0123456789abcdef")
        .contains("number   7")
        .contains("in 12 s")
        .contains("mac      right")
        .contains("\"consumer\": \"ünï@例.org\"");
    assertThat(shown(Optional.of("k1:" + "B".repeat(42) + "A"), bytes)).contains("mac      WRONG");
    assertThat(shown(Optional.of("k9:" + "A".repeat(43)), bytes)).contains("no key k1");
    String hex = RecordedBytes.text(file("consumer", ".hex"));
    assertThat(shown(Optional.empty(), hex.getBytes(StandardCharsets.US_ASCII)))
        .contains("mac      not checked")
        .contains("\"home\": \"rm-a\"");
    byte[] header = RecordedBytes.text("recorded/header.txt").getBytes(StandardCharsets.US_ASCII);
    assertThat(shown(Optional.of(KEYS), header)).contains("\"home\": \"rm-a\"");
  }

  @Test
  void severalInARowAreShownOneByOne() throws Exception {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(sealed("consumer"));
    all.write(sealed("last"));
    assertThat(shown(Optional.empty(), all.toByteArray()).split("number", -1)).hasSize(3);
  }
}
