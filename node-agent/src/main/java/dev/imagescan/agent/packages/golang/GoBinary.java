package dev.imagescan.agent.packages.golang;

/** What looking for Go's build information in an executable comes to. */
sealed interface GoBinary {

  /** It is there. */
  record Found(BuildInfo info) implements GoBinary {}

  /** There is none: not a Go program, one older than Go 1.13, or one that is packed. */
  record None() implements GoBinary {}

  /** It is there, but what it holds is not what Go writes. */
  record Malformed() implements GoBinary {}
}
