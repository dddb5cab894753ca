package io.berth.sample.bench.micro;

import com.sun.management.ThreadMXBean;
import io.berth.identifier.Identifier;
import io.berth.model.Verdict;
import io.berth.model.View;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * Leaves out consumers whose opened token is pushed out of the bounded memory by another's: the
 * budget speaks of tokens that are remembered. Opening one takes several kilobytes, remembering
 * none, and that tells them apart.
 */
record OpenedOnly(Identifier identifier, View view) {
  private static final int OPENING_BYTES = 2_000;
  private static final int ROUNDS = 5;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  void retain(List<String> keys, List<CookieRequest> requests) {
    requests.forEach(this::bytes);
    for (int round = 0; round < ROUNDS; round++) {
      List<Integer> opened = new ArrayList<>();
      for (int i = 0; i < requests.size(); i++) {
        if (bytes(requests.get(i)) > OPENING_BYTES) {
          opened.add(0, i);
        }
      }
      for (int i : opened) {
        keys.remove(i);
        requests.remove(i);
      }
    }
    System.out.println("consumers whose token stays remembered: " + requests.size());
    if (requests.isEmpty()) {
      throw new IllegalStateException("no token stays remembered");
    }
  }

  private long bytes(CookieRequest request) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    Verdict verdict = identifier.identify(request, view);
    long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
    if (verdict instanceof Verdict.Anonymous) {
      throw new IllegalStateException("a token of our own does not open");
    }
    return bytes;
  }
}
