/** Text from hostile places, made fit to be shown. */
package dev.imagescan.agent.text;
