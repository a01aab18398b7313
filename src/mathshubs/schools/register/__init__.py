"""
The import of the national register of schools.

    unpack   an uploaded file, whatever its packing and encoding, becomes bytes of text
    files    bytes of text become well-formed rows of the wanted columns
    columns  rows of text become rows of School's columns, or are refused with a reason
    stage    rows go to temporary tables by COPY
    schools, trusts, links    what the rows change, and the change itself
    run      all of it in one transaction: `import_register(...)`
"""
