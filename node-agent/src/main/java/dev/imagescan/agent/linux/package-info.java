/**
 * Every native call of the agent, each a method with a Java name; nothing outside of this package
 * knows a system call's number. Linux on x86-64 and 64-bit ARM.
 *
 * <p>Paths are Java strings that hold one byte in each char (ISO 8859-1), so that every name that
 * the kernel allows comes back as it went in.
 */
package dev.imagescan.agent.linux;
