/** Names the steps between which an agent may be killed, and kills it there when a test asks. */
package dev.imagescan.agent.fault;
