/**
 * What separates a container from its host, told from its running processes: facts are read from
 * /proc, and a pure function judges them.
 */
package dev.imagescan.agent.containment;
