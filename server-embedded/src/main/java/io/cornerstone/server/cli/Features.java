package io.cornerstone.server.cli;

import io.cornerstone.server.cli.FlagType.BadValueException;
import java.util.EnumMap;
import java.util.Map;

/** Which features are on, by {@code --feature-gates} or by the switches that were before it. */
final class Features {
  private static final String ALL_ALPHA = "AllAlpha";
  private static final String ALL_BETA = "AllBeta";

  private Features() {}

  /** What {@code feature-gates} says: the features that it names, on or off. */
  static Map<Feature, Boolean> parse(String text) {
    Map<Feature, Boolean> named = new EnumMap<>(Feature.class);
    Map<Feature, Boolean> grouped = new EnumMap<>(Feature.class);
    for (String part : text.split(",", -1)) {
      if (part.isBlank()) {
        continue;
      }
      int equals = part.indexOf('=');
      String gate = part.substring(0, Math.max(equals, 0)).strip();
      if (gate.isEmpty()) {
        throw new BadValueException("missing bool value for " + part.strip());
      }
      boolean isOn = FlagType.SWITCH.parser().parse(part.substring(equals + 1).strip());
      switch (gate) {
        case ALL_ALPHA -> putAll(grouped, true, isOn);
        case ALL_BETA -> putAll(grouped, false, isOn);
        default ->
            named.put(
                Feature.of(gate)
                    .orElseThrow(() -> new BadValueException("unrecognized feature gate: " + gate)),
                isOn);
      }
    }
    grouped.forEach(named::putIfAbsent);
    return named;
  }

  private static void putAll(Map<Feature, Boolean> gates, boolean isAlpha, boolean isOn) {
    for (Feature feature : Feature.values()) {
      if (feature.isAlpha() == isAlpha) {
        gates.put(feature, isOn);
      }
    }
  }

  /**
   * Every feature, on or off.
   *
   * @throws BadUsageException if a feature is given in both ways, or is not there without another
   */
  static Map<Feature, Boolean> of(FlagValues values) {
    Map<Feature, Boolean> all = new EnumMap<>(Feature.class);
    for (Feature feature : Feature.values()) {
      all.put(feature, feature.isOnByDefault());
    }
    Map<Feature, Boolean> gates = values.get(OtherFlags.FEATURE_GATES);
    OtherFlags.switches()
        .forEach(
            (feature, flag) -> {
              if (values.isGiven(flag)) {
                rejectBoth(feature, flag, gates);
                all.put(feature, values.get(flag));
              }
            });
    all.putAll(gates);
    check(all);
    return all;
  }

  private static void rejectBoth(Feature feature, Flag<Boolean> flag, Map<Feature, Boolean> gates) {
    if (gates.containsKey(feature)) {
      throw new BadUsageException(
          "cannot specify both --%s and --feature-gates=%s: use --feature-gates alone"
              .formatted(flag.name(), feature.gate()));
    }
  }

  private static void check(Map<Feature, Boolean> all) {
    if (isOn(all, Feature.LEASE_CHECKPOINT_PERSIST) && !isOn(all, Feature.LEASE_CHECKPOINT)) {
      throw new BadUsageException(
          "enabling feature gate LeaseCheckpointPersist requires enabling feature gate"
              + " LeaseCheckpoint");
    }
    if (isOn(all, Feature.SET_MEMBER_LOCAL_ADDR)) {
      throw new BadUsageException(
          "feature gate SetMemberLocalAddr is not supported: the system picks the address that"
              + " other members are called from");
    }
  }

  static boolean isOn(Map<Feature, Boolean> features, Feature feature) {
    return Boolean.TRUE.equals(features.get(feature));
  }
}
