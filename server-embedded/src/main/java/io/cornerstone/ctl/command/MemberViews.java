package io.cornerstone.ctl.command;

import io.cornerstone.client.Header;
import io.cornerstone.client.cluster.Member;
import io.cornerstone.client.cluster.MemberAddResult;
import io.cornerstone.client.cluster.MemberListResult;
import io.cornerstone.ctl.print.Fields;
import io.cornerstone.ctl.print.Json;
import io.cornerstone.ctl.print.Table;
import io.cornerstone.ctl.print.TableView;
import io.cornerstone.ctl.print.Text;
import io.cornerstone.ctl.print.View;
import java.util.ArrayList;
import java.util.List;

/** The answers about members. */
final class MemberViews {
  private MemberViews() {}

  record Listed(MemberListResult result) implements TableView {
    @Override
    public Table table() {
      Table table = new Table("ID", "STATUS", "NAME", "PEER ADDRS", "CLIENT ADDRS", "IS LEARNER");
      for (Member member : result.members()) {
        table.row(
            member.idHex(),
            member.name().isEmpty() ? "unstarted" : "started",
            member.name(),
            String.join(",", member.peerUrls()),
            String.join(",", member.clientUrls()),
            Boolean.toString(member.isLearner()));
      }
      return table;
    }

    @Override
    public String json() {
      return MemberViews.json(result.header(), result.members()).toString();
    }

    @Override
    public void fields(Fields fields) {
      MemberViews.fields(fields, result.header(), result.members());
    }
  }

  /**
   * A member was changed.
   *
   * @param done what was done to it, with the words behind the ids
   */
  record Changed(MemberListResult result, long memberId, String done) implements View {
    @Override
    public void simple(Text text) {
      text.line("Member %16x %s cluster %16x", memberId, done, result.header().clusterId());
    }

    @Override
    public String json() {
      return MemberViews.json(result.header(), result.members()).toString();
    }

    @Override
    public void fields(Fields fields) {
      MemberViews.fields(fields, result.header(), result.members());
    }
  }

  /**
   * A member was added.
   *
   * @param name the name it shall start with
   */
  record Added(MemberAddResult result, String name) implements View {
    @Override
    public void simple(Text text) {
      Member added = result.member();
      text.line("Member %16x added to cluster %16x", added.id(), result.header().clusterId());
      List<String> cluster = new ArrayList<>();
      for (Member member : sorted(result.members())) {
        String called = member.id() == added.id() ? name : member.name();
        member.peerUrls().forEach(url -> cluster.add(called + "=" + url));
      }
      text.line("");
      text.line("ETCD_NAME=\"%s\"", name);
      text.line("ETCD_INITIAL_CLUSTER=\"%s\"", String.join(",", cluster));
      text.line("ETCD_INITIAL_ADVERTISE_PEER_URLS=\"%s\"", String.join(",", added.peerUrls()));
      text.line("ETCD_INITIAL_CLUSTER_STATE=\"existing\"");
    }

    @Override
    public String json() {
      return new Json()
          .header(result.header())
          .add("member", MemberViews.json(result.member()))
          .add("members", result.members().stream().map(MemberViews::json).toList())
          .toString();
    }

    @Override
    public void fields(Fields fields) {
      MemberViews.fields(fields, result.header(), List.of(result.member()));
    }
  }

  /** As the list of members has them. */
  private static List<Member> sorted(List<Member> members) {
    return members.stream().sorted((a, b) -> Long.compareUnsigned(a.id(), b.id())).toList();
  }

  private static Json json(Header header, List<Member> members) {
    return new Json()
        .header(header)
        .add("members", members.stream().map(MemberViews::json).toList());
  }

  private static Json json(Member member) {
    return new Json()
        .addId("ID", member.id())
        .add("name", member.name())
        .addTexts("peerURLs", member.peerUrls())
        .addTexts("clientURLs", member.clientUrls())
        .add("isLearner", member.isLearner());
  }

  private static void fields(Fields fields, Header header, List<Member> members) {
    fields.header(header);
    for (Member member : members) {
      fields.addId("ID", member.id()).addText("Name", member.name());
      member.peerUrls().forEach(url -> fields.addText("PeerURL", url));
      member.clientUrls().forEach(url -> fields.addText("ClientURL", url));
      fields.add("IsLearner", member.isLearner()).blank();
    }
  }
}
