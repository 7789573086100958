package io.cornerstone.client.maintenance;

import io.cornerstone.client.Header;
import java.util.List;

/**
 * Alarms.
 *
 * @param header of the answer
 * @param alarms those that are raised, or those that a request has changed
 */
public record AlarmsResult(Header header, List<Alarm> alarms) {}
