// Package replaced is a module that the program takes from a folder.
package replaced

// Word is said by the program.
const Word = "replaced"
