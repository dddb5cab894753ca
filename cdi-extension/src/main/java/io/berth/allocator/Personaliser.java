package io.berth.allocator;

import io.berth.background.Background;
import io.berth.model.ConsumerId;
import io.berth.model.Resource;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Has resources made their owner's, within a time that a person waits. A provisioner that hangs
 * keeps a thread of ours, never the sign-up's.
 */
final class Personaliser {
  private static final int MOST = 256;
  private final Function<String, ResourceProvisioner> provisioners;
  private final Duration limit;
  private final Background background;
  private final Semaphore turns = new Semaphore(MOST);

  Personaliser(
      Function<String, ResourceProvisioner> provisioners, Duration limit, Background background) {
    this.provisioners = provisioners;
    this.limit = limit;
    this.background = background;
  }

  /**
   * @throws IllegalStateException when it failed or took too long; it says for which resource
   */
  void personalise(List<Resource> resources, ConsumerId owner) throws InterruptedException {
    if (!turns.tryAcquire()) {
      throw new IllegalStateException(
          MOST + " personalisers run at this node and none ends; see berth.personalise.timeout");
    }
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    try {
      background.run(() -> work(resources, owner, done));
    } catch (RuntimeException e) {
      turns.release();
      throw e;
    }
    await(done, resources, owner);
  }

  private void work(List<Resource> resources, ConsumerId owner, CompletableFuture<Boolean> done) {
    try {
      for (Resource resource : resources) {
        if (!done.isDone()) { // nobody waits any more
          personalise(resource, owner);
        }
      }
      done.complete(true);
    } catch (RuntimeException | Error e) {
      done.completeExceptionally(e);
    } finally {
      turns.release();
    }
  }

  private void personalise(Resource resource, ConsumerId owner) {
    try {
      provisioners.apply(resource.type()).personalise(resource, owner);
    } catch (RuntimeException | LinkageError e) {
      throw new IllegalStateException(
          resource.type() + " '" + resource.name() + "' could not be made " + owner + "'s", e);
    }
  }

  private void await(CompletableFuture<Boolean> done, List<Resource> resources, ConsumerId owner)
      throws InterruptedException {
    try {
      done.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      done.complete(false);
      throw new IllegalStateException(
          "making "
              + resources.stream().map(Resource::type).toList()
              + " "
              + owner
              + "'s took longer than "
              + limit.toMillis()
              + " ms; see berth.personalise.timeout",
          e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IllegalStateException known
          ? known
          : new IllegalStateException("a personaliser failed", e.getCause());
    }
  }
}
