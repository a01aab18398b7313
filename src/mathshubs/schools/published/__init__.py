"""
The import of published results.

    measures  what we keep of the published tables, and which of their columns hold it
    files     a file, whatever its packing, encoding and shape, becomes rows of text
    figures   rows of text become figures of schools, or are refused with a reason
    run       several files in one transaction: `import_results(...)`
"""
