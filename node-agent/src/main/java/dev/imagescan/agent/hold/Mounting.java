package dev.imagescan.agent.hold;

import dev.imagescan.agent.fault.FaultPoints;

/**
 * How mounts are made by this process.
 *
 * @param mayInject whether it has the capabilities: without them every wanted mount fails with the
 *     reason InjectionDisabled, and nothing is touched
 */
public record Mounting(Mounter mounter, boolean mayInject, FaultPoints faults) {}
