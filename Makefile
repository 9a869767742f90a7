# One line for each thing that can be asked of the project. The same without make: bin/run, bin/test, bin/check.
# Arguments: make rehearse ARGS="--days 14", make test ARGS="-k offers".

.PHONY: run test check bench chaos contract mutants reset lock rehearse screenshots

run: ## web, worker, timetable and broker on this machine; PORT=8001 make run for another port
	@bin/run $(ARGS)

test: ## every test, from nothing, with no server installed
	@bin/test $(ARGS)

check: ## the gate: format, lint, types, imports, templates, migrations, production settings
	@bin/check

bench: ## how fast it is, against a bare query
	@bin/bench $(ARGS)

chaos: ## workers killed, servers stopped, clocks wrong: nothing lost; ARGS=--short for a minute of it
	@bin/chaos $(ARGS)

contract: ## the API called as its document says, and as it does not say, by three keys; ARGS="--only offers"
	@bin/contract $(ARGS)

mutants: ## mistakes put into the reminder engine, each of which a test has to notice
	@bin/bootstrap python -m tests.mutants $(ARGS)

reset: ## delete this machine's data
	@bin/bootstrap manage reset $(ARGS)

lock: ## write the locks anew; ARGS=--upgrade for newer versions
	@bin/bootstrap lock $(ARGS)

rehearse: ## two simulated weeks of hiring
	@bin/bootstrap manage rehearse $(ARGS)

screenshots: ## pictures of the pages, taken by the browser tests, in var/screenshots
	@SCREENSHOTS=var/screenshots bin/test -m browser
