# The commands for those who work on this project. The scripts behind them are in build/; each says what it does.

# An image with Java 25 to build ours on. When empty, images/base makes one on this machine.
BASE ?=
KIND_CLUSTER ?= imagescan

# For make fuzz: how long for each parser, and which (all when empty).
SECONDS ?= 60
TARGETS ?=

.DEFAULT_GOAL := help
.PHONY: help setup build test fuzz bench images format crds clean demo demo-cluster demo-cluster-down install uninstall kind

help: ## show this list
	@echo "usage: make TARGET"
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## check what the build and the tests need, and install missing Debian packages when run as root
	@build/prerequisites build test

build: ## compile, run the unit tests, make the jars
	@build/prerequisites build
	@build/maven verify -pl crds,node-agent,operator,demo

test: ## everything: unit tests, images, and the tests on a real cluster that it starts itself (root)
	@build/test

fuzz: ## fuzz each parser for SECONDS (60), or those of TARGETS alone
	@build/prerequisites build
	@SECONDS_EACH=$(SECONDS) build/fuzz $(TARGETS)

bench: ## measure ImageScan and other scanners side by side (root; an hour the first time, see bench/README.md)
	@build/prerequisites build
	@bench/run

images: ## make the images of operator and agent as tars, without Docker (BASE=… another base image)
	@build/prerequisites build
	@BASE='$(BASE)' build/images

format: ## format the sources
	@build/maven -q spotless:apply

crds: ## make deploy/crds and docs/api.md from the records in crds/
	@build/maven -q -pl crds test -Dcrds.write=true

clean: ## remove what was built (not what is kept between runs in the cache folder)
	@build/maven -q clean

demo: ## show a scan: an API server inside the JVM, the real operator and agent, real containers (root)
	@build/demo

demo-cluster: ## the same on a real cluster, which stays up (root); demo-cluster-down ends it
	@build/demo-cluster up

demo-cluster-down: ## end the cluster of demo-cluster
	@build/demo-cluster down

install: ## install into the cluster of the current kubectl context
	@deploy/install

uninstall: ## delete all scans, wait until their traces are gone, then remove everything of ours
	@deploy/uninstall

kind: images ## start a kind cluster (Docker), load the images and install
	@KIND_CLUSTER='$(KIND_CLUSTER)' build/kind
