package io.berth.sample;

import io.berth.model.Association;
import io.berth.model.ConsumerId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;

/** The accounts and notes that this manager's store has. */
@ApplicationScoped
class Accounts {
  static final String RESOURCE = "workspace";

  @Inject Workspaces workspaces;

  /** Inserts the account row; ends in the same state when it runs again after a crash. */
  void open(Association association, WorkspaceName name) {
    String email = association.consumer().value();
    String schema = schemaOf(association);
    Instant now = now();
    workspaces
        .store()
        .inSchema(
            Store.DEFAULT_SCHEMA,
            session -> {
              Account account = session.find(Account.class, email);
              if (account == null) {
                session.persist(new Account(email, name, schema, now));
              } else {
                account.moveTo(schema);
              }
              return association;
            });
    workspaces.store().writeThrough();
  }

  /** Deletes the account row; its workspace goes when Berth retires the resource. */
  void close(ConsumerId consumer) {
    workspaces
        .store()
        .inSchema(
            Store.DEFAULT_SCHEMA,
            session ->
                session
                    .createMutationQuery("delete from Account where email = ?1")
                    .setParameter(1, consumer.value())
                    .executeUpdate());
    workspaces.store().writeThrough();
  }

  Optional<Account> find(ConsumerId consumer) {
    return workspaces
        .store()
        .inSchema(
            Store.DEFAULT_SCHEMA,
            session -> Optional.ofNullable(session.find(Account.class, consumer.value())));
  }

  /** An account's notes, the newest first. */
  List<Note> notes(Account account) {
    return workspaces.store().inSchema(account.schema(), Accounts::notes).stream()
        .sorted(Comparator.comparing(Note::writtenAt).reversed().thenComparing(Note::id))
        .toList();
  }

  static List<Note> notes(Session session) {
    return session.createSelectionQuery("from Note", Note.class).list();
  }

  void write(Account account, String body) {
    Note note = new Note(UUID.randomUUID(), body, now());
    workspaces
        .store()
        .inSchema(
            account.schema(),
            session -> {
              session.persist(note);
              return note;
            });
    workspaces.store().writeThrough();
  }

  /** The schema of the consumer's workspace, the same in every store. */
  static String schemaOf(Association association) {
    return association.resources().stream()
        .filter(resource -> resource.type().equals(RESOURCE))
        .map(resource -> WorkspaceSchema.nameOf(resource.name()))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException(association.consumer() + " has no workspace"));
  }

  /** As the database keeps it, so that what is read equals what was written. */
  private Instant now() {
    return workspaces.clock().instant().truncatedTo(ChronoUnit.MICROS);
  }
}
