"""OpenAPI documents of several services made into one that is provably the same API.

    sources --bundle--> definitions --names--> --merge--> Aggregate        differences(sources, aggregate) == []

`grammar` says what stands where in a document, `references` what a reference means, `upgrade` what 3.0 means in 3.1.
`bundle` walks one source along the grammar and cuts it at its references; `names` finds which of the pieces are the
same and what each is called; `merge` puts them together. `equality` follows the references of both sides, knows
nothing of how the aggregate came about, and compares. Nothing here reads a file or knows a Plan.
"""
