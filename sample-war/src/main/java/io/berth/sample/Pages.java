package io.berth.sample;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** The application's pages as HTML; every text from outside goes through {@link Html#escape}. */
final class Pages {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

  private Pages() {}

  static String signUp(Whereabouts whereabouts, String base) {
    return page(
        whereabouts,
        base,
        "Sign up",
        """
        <h1>A workspace of your own</h1>
        <p class="lead">It was made before you came, so it is yours at once.</p>
        <form method="post" action="%s/signup">
          <label>E-mail address <input name="email" type="email" autocomplete="email" required maxlength="128"></label>
          <label>Workspace name <input name="workspace" required maxlength="64"></label>
          <button>Sign up</button>
        </form>
        <details><summary>Come back to a workspace</summary>
        <form method="post" action="%s/signin">
          <label>E-mail address <input name="email" type="email" autocomplete="email" required maxlength="128"></label>
          <button>Sign in</button>
        </form></details>
        <p class="small">This sample has no passwords: whoever knows the address is in.</p>
        """
            .formatted(base, base));
  }

  static String account(Whereabouts whereabouts, String base, Account account, List<Note> notes) {
    StringBuilder body = new StringBuilder();
    body.append("<h1>").append(Html.escape(account.workspace().shown())).append("</h1>\n");
    body.append("<p class=\"lead\">")
        .append(Html.escape(account.email()))
        .append(", since ")
        .append(TIME.format(account.createdAt()))
        .append("</p>\n");
    body.append(
        """
        <form method="post" action="%s/notes" enctype="multipart/form-data">
          <label>A note <textarea name="body" maxlength="%d" rows="3"></textarea></label>
          <label>or a text file <input name="file" type="file" accept="text/plain"></label>
          <button>Write</button>
        </form>
        """
            .formatted(base, Note.MAX_LENGTH));
    body.append("<ul class=\"notes\">\n");
    notes.forEach(note -> body.append(note(note)));
    body.append("</ul>\n");
    body.append("<p><a href=\"").append(base).append("/live\">Live</a></p>\n");
    body.append(signOut(base));
    body.append(delete(base));
    return page(whereabouts, base, account.workspace().shown(), body.toString());
  }

  /** Stays open: see {@code live.js}. */
  static String live(Whereabouts whereabouts, String base) {
    return page(
        whereabouts,
        base,
        "Live",
        """
        <h1>Live</h1>
        <p class="lead">Events from the server, and a conversation with it.</p>
        <dl id="live" data-events="%s/live/events" data-socket="%s/live/socket">
          <dt>Events</dt><dd><span data-live="events">0</span>, from <span data-live="events-node">nobody</span></dd>
          <dt>Heard</dt><dd><span data-live="heard">nothing</span>, by <span data-live="heard-node">nobody</span></dd>
        </dl>
        <form id="say">
          <label>Say something <input name="words" autocomplete="off" required maxlength="256"></label>
          <button>Say it</button>
        </form>
        <p><a href="%s/account">Back to the workspace</a></p>
        <script src="%s/assets/live.js" defer></script>
        """
            .formatted(base, base, base, base));
  }

  private static String note(Note note) {
    return "<li><time>%s</time><p>%s</p></li>%n"
        .formatted(TIME.format(note.writtenAt()), Html.escape(note.body()));
  }

  /** What went wrong, with a way on. */
  static String problem(Whereabouts whereabouts, String base, String title, String reason) {
    return page(
        whereabouts,
        base,
        title,
        "<h1>%s</h1>%n<p class=\"lead\">%s</p>%n<p><a href=\"%s/\">Back to the start</a></p>%n%s"
            .formatted(Html.escape(title), Html.escape(reason), base, signOut(base)));
  }

  private static String signOut(String base) {
    return "<form method=\"post\" action=\"%s/signout\"><button class=\"quiet\">Sign out</button></form>%n"
        .formatted(base);
  }

  private static String delete(String base) {
    return """
    <details><summary>Delete this workspace</summary>
    <form method="post" action="%s/delete">
      <p class="small">Notes and all, on every node, and at once.</p>
      <button class="quiet">Delete</button>
    </form></details>
    """
        .formatted(base);
  }

  private static String page(Whereabouts whereabouts, String base, String title, String body) {
    return """
    <!doctype html>
    <html lang="en"><head><meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>%s - Workspaces</title>
    <link rel="stylesheet" href="%s/assets/style.css">
    <script src="%s/assets/watch.js" defer></script></head>
    <body><header><a href="%s/">Workspaces</a> <span>on Berth</span></header>
    <main>
    %s</main>
    %s</body></html>
    """
        .formatted(Html.escape(title), base, base, base, body, panel(whereabouts, base));
  }

  private static String panel(Whereabouts whereabouts, String base) {
    return """
    <aside id="berth" data-account="%s/account.json" data-verdict="%s">
      <h2>Who answered, and why</h2>
      <dl>
        <dt>Node</dt><dd data-field="node">%s</dd>
        <dt>Manager</dt><dd data-field="manager">%s</dd>
        <dt>You are</dt><dd data-field="verdict" class="verdict">%s</dd>
        <dt>Home</dt><dd data-field="home">%s</dd>
        <dt>Data proven on</dt><dd data-field="holders">%s</dd>
        <dt>Because</dt><dd data-field="explanation">%s</dd>
      </dl>
    </aside>
    """
        .formatted(
            base,
            Html.escape(whereabouts.verdict()),
            Html.escape(whereabouts.node()),
            Html.escape(whereabouts.manager()),
            Html.escape(whereabouts.verdict()),
            dash(whereabouts.home()),
            dash(whereabouts.holders()),
            Html.escape(whereabouts.explanation()));
  }

  private static String dash(String text) {
    return text.isEmpty() ? "-" : Html.escape(text);
  }
}
