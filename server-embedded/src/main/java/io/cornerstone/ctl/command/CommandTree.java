package io.cornerstone.ctl.command;

import io.cornerstone.ctl.run.Context;
import io.cornerstone.ctl.run.Failure;
import io.cornerstone.ctl.text.GoDuration;
import java.time.Duration;
import picocli.CommandLine;

/** All commands, as picocli has them. */
public final class CommandTree {
  private final Context context;
  private final CommandLine root;

  private CommandTree(Context context) {
    this.context = context;
    this.root = new CommandLine(new RootCommand()).addMixin("options", context.options());
  }

  /** The root with all commands under it. */
  public static CommandLine of(Context context) {
    CommandTree tree = new CommandTree(context);
    tree.addAll();
    return settings(tree.root);
  }

  /** How every command line is read. */
  static CommandLine settings(CommandLine line) {
    return line.setExpandAtFiles(false)
        .setOptionsCaseInsensitive(false)
        .setOverwrittenOptionsAllowed(true)
        .registerConverter(Duration.class, CommandTree::duration)
        .setUsageHelpWidth(100);
  }

  private void addAll() {
    add(root, new GetCommand(context));
    add(root, new PutCommand(context));
    add(root, new DelCommand(context));
    add(root, new TxnCommand(context));
    add(root, new WatchCommand(context));
    addLeases(group("lease", "Lease related commands."));
    add(root, new CompactionCommand(context));
    add(root, new LockCommand(context));
    add(root, new ElectCommand(context));
    addMembers(group("member", "Membership related commands."));
    addEndpoints(group("endpoint", "Endpoint related commands."));
    addAlarms(group("alarm", "Alarm related commands."));
    add(root, new DefragCommand(context));
    add(group("snapshot", "Manages etcd node snapshots."), new SnapshotSaveCommand(context));
    add(root, new MoveLeaderCommand(context));
    addDowngrade(group("downgrade", "Downgrade related commands."));
    addAuth(group("auth", "Enable or disable authentication."));
    addUsers(group("user", "User related commands."));
    addRoles(group("role", "Role related commands."));
    addChecks(group("check", "Commands for checking properties of the etcd cluster."));
    add(root, new MakeMirrorCommand(context));
    add(root, new CompletionCommand(context));
    add(root, new VersionCommand(context));
  }

  private void addLeases(CommandLine group) {
    add(group, new LeaseGrantCommand(context));
    add(group, new LeaseRevokeCommand(context));
    add(group, new LeaseTimeToLiveCommand(context));
    add(group, new LeaseListCommand(context));
    add(group, new LeaseKeepAliveCommand(context));
  }

  private void addMembers(CommandLine group) {
    add(group, new MemberListCommand(context));
    add(group, new MemberAddCommand(context));
    add(group, new MemberRemoveCommand(context));
    add(group, new MemberUpdateCommand(context));
    add(group, new MemberPromoteCommand(context));
  }

  private void addEndpoints(CommandLine group) {
    add(group, new EndpointHealthCommand(context));
    add(group, new EndpointStatusCommand(context));
    add(group, new EndpointHashKvCommand(context));
  }

  private void addAlarms(CommandLine group) {
    add(group, new AlarmListCommand(context));
    add(group, new AlarmDisarmCommand(context));
  }

  private void addDowngrade(CommandLine group) {
    add(group, new DowngradeValidateCommand(context));
    add(group, new DowngradeEnableCommand(context));
    add(group, new DowngradeCancelCommand(context));
  }

  private void addAuth(CommandLine group) {
    add(group, new AuthEnableCommand(context));
    add(group, new AuthDisableCommand(context));
    add(group, new AuthStatusCommand(context));
  }

  private void addUsers(CommandLine group) {
    add(group, new UserAddCommand(context));
    add(group, new UserDeleteCommand(context));
    add(group, new UserGetCommand(context));
    add(group, new UserListCommand(context));
    add(group, new UserPasswdCommand(context));
    add(group, new UserGrantRoleCommand(context));
    add(group, new UserRevokeRoleCommand(context));
  }

  private void addRoles(CommandLine group) {
    add(group, new RoleAddCommand(context));
    add(group, new RoleDeleteCommand(context));
    add(group, new RoleGetCommand(context));
    add(group, new RoleListCommand(context));
    add(group, new RoleGrantPermissionCommand(context));
    add(group, new RoleRevokePermissionCommand(context));
  }

  private void addChecks(CommandLine group) {
    add(group, new CheckPerfCommand(context));
    add(group, new CheckDatascaleCommand(context));
  }

  /** A command that only has others under it. In the tree first, so that they get the options. */
  private CommandLine group(String name, String description) {
    CommandLine group = new CommandLine(new HelpCommand());
    group
        .getCommandSpec()
        .usageMessage()
        .description(description)
        .synopsisSubcommandLabel("command");
    root.addSubcommand(name, group);
    return group;
  }

  private static void add(CommandLine group, CtlCommand command) {
    group.addSubcommand(command);
  }

  private static Duration duration(String text) {
    return GoDuration.parse(text)
        .filter(duration -> !duration.isNegative() && !duration.isZero())
        .orElseThrow(
            () ->
                new Failure(
                    Failure.ERROR, "\"" + text + "\" is not a duration such as 5s or 100ms"));
  }
}
