#!/usr/bin/env python3
"""Write a model of a few thousand random weights, with its tokenizer: python3 tiny_model.py FOLDER"""
import os, sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import check_loaders as c

tok = c.tokenizer()
c.model(tok).save_pretrained(sys.argv[1])
tok.save_pretrained(sys.argv[1])
