from mathshubs.config.cli import main

main()
