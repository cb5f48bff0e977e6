package dev.imagescan.agent.hold;

import dev.imagescan.agent.fault.FaultPoints;
import java.util.Optional;

/**
 * How mounts are made by this process.
 *
 * @param disabled a sentence that says why it may not, if so: then every wanted mount fails with it
 *     and the reason InjectionDisabled, and nothing is touched
 * @param faults told of the steps that are reached
 */
public record Mounting(Mounter mounter, Optional<String> disabled, FaultPoints faults) {}
